package org.extoledestination.console;

import java.util.List;

/** The pages that stand in the menu, in its order. */
public final class ConsoleMenu {

    /** A page: its name for people, its path below the console, and who is shown it. */
    public record Item(String name, String path, Role role) {}

    private static final List<Item> ALL = List.of(
            new Item("Overview", "", Role.VIEWER),
            new Item("Find", FindPage.PATH, Role.VIEWER),
            new Item("Live tail", TailPage.PATH, Role.VIEWER),
            new Item("Dead letters", DeadLettersPage.PATH, Role.VIEWER),
            new Item("Delivery", DeliveryPage.PATH, Role.VIEWER),
            new Item("Refused messages", RefusedPage.PATH, Role.VIEWER),
            new Item("Audiences", AudiencesPage.PATH, Role.VIEWER),
            new Item("Parameters", ParametersPage.PATH, Role.VIEWER),
            new Item("Suppressions", SuppressionsPage.PATH, Role.VIEWER),
            new Item("Imports", ImportsPage.PATH, Role.VIEWER),
            new Item("Mappings", MappingsPage.PATH, Role.VIEWER),
            new Item("Routes", RoutesPage.PATH, Role.VIEWER),
            new Item("Audit", AuditPage.PATH, Role.OPERATOR));

    private ConsoleMenu() {}

    /** All of them. */
    public static List<Item> all() {
        return ALL;
    }
}
