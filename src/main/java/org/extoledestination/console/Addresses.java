package org.extoledestination.console;

import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;

/** Every address of the console, and the role that it needs. What is not listed is nobody's. */
public final class Addresses {

    /** Where the console begins. */
    public static final String CONSOLE = "/console";

    static final String LOGIN = CONSOLE + "/login";
    static final String LOGOUT = CONSOLE + "/logout";
    static final String ASSETS = CONSOLE + "/assets/";

    /**
     * One address.
     *
     * @param method of HTTP
     * @param path as Spring writes patterns
     * @param role what a user needs; empty: nothing, not even to be signed in
     * @param isAudited whether a request is a line of the audit log
     */
    public record Address(HttpMethod method, String path, Optional<Role> role, boolean isAudited) {}

    private static final List<Address> ALL = List.of(
            open(HttpMethod.GET, LOGIN),
            new Address(HttpMethod.POST, LOGIN, Optional.empty(), true),
            open(HttpMethod.GET, ASSETS + "**"),
            act(LOGOUT, Role.VIEWER),
            look("", Role.VIEWER),
            look("/live", Role.VIEWER),
            look(DeadLettersPage.PATH, Role.VIEWER),
            look(DeadLettersPage.PATH + "/confirm", Role.OPERATOR),
            act(DeadLettersPage.PATH + "/replay", Role.OPERATOR),
            act(DeadLettersPage.PATH + "/discard", Role.OPERATOR),
            act(DeadLettersPage.PATH + "/restore", Role.OPERATOR),
            look(TransferPage.PATH, Role.OPERATOR),
            act(TransferPage.PATH + "/export", Role.PRIVACY),
            act(TransferPage.PATH + "/import", Role.OPERATOR),
            act(DeadLettersPage.PATH + "/{id}/unmask", Role.PRIVACY),
            act(DeadLettersPage.PATH + "/{id}/edit", Role.PRIVACY),
            // After those above: it is any one letter.
            new Address(HttpMethod.GET, CONSOLE + DeadLettersPage.PATH + "/{id}", Optional.of(Role.VIEWER), true),
            look(DeliveryPage.PATH, Role.VIEWER),
            act(DeliveryPage.PATH + "/pause", Role.OPERATOR),
            act(DeliveryPage.PATH + "/resume", Role.OPERATOR),
            look(FindPage.PATH, Role.VIEWER),
            act(FindPage.PATH, Role.VIEWER),
            new Address(HttpMethod.GET, CONSOLE + FindPage.PATH + "/{id}", Optional.of(Role.VIEWER), true),
            look(TailPage.PATH, Role.VIEWER),
            look(TailPage.PATH + "/live", Role.VIEWER),
            look(AudiencesPage.PATH, Role.VIEWER),
            look(ParametersPage.PATH, Role.VIEWER),
            look(ImportsPage.PATH, Role.VIEWER),
            look(SuppressionsPage.PATH, Role.VIEWER),
            act(SuppressionsPage.PATH, Role.OPERATOR),
            look(SuppressionsPage.PATH + "/confirm", Role.OPERATOR),
            act(SuppressionsPage.PATH + "/add", Role.OPERATOR),
            act(SuppressionsPage.PATH + "/remove", Role.OPERATOR),
            look(RefusedPage.PATH, Role.VIEWER),
            look(RefusedPage.PATH + "/confirm", Role.OPERATOR),
            act(RefusedPage.PATH + "/replay", Role.OPERATOR),
            act(RefusedPage.PATH + "/discard", Role.OPERATOR),
            new Address(HttpMethod.GET, CONSOLE + RefusedPage.PATH + "/{id}", Optional.of(Role.VIEWER), true),
            look(MappingsPage.PATH, Role.VIEWER),
            look(MappingsPage.PATH + "/file", Role.VIEWER),
            look(TryOutPage.PATH, Role.VIEWER),
            act(TryOutPage.PATH, Role.VIEWER),
            look(ShadowPage.PATH, Role.VIEWER),
            look(RoutesPage.PATH, Role.VIEWER),
            look(RoutesPage.PATH + "/route", Role.VIEWER),
            look(RoutesPage.PATH + "/file", Role.VIEWER),
            look(AuditPage.PATH, Role.OPERATOR));

    private Addresses() {}

    /** All of them. */
    public static List<Address> all() {
        return ALL;
    }

    private static Address open(HttpMethod method, String path) {
        return new Address(method, path, Optional.empty(), false);
    }

    private static Address look(String path, Role role) {
        return new Address(HttpMethod.GET, CONSOLE + path, Optional.of(role), false);
    }

    private static Address act(String path, Role role) {
        return new Address(HttpMethod.POST, path.startsWith(CONSOLE) ? path : CONSOLE + path, Optional.of(role), true);
    }
}
