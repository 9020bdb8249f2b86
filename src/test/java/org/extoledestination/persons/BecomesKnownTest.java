package org.extoledestination.persons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A visitor becomes known: what order, audiences and erasure make of it, as the pages on them say. */
@Tag("slow")
class BecomesKnownTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String name = UUID.randomUUID().toString();
    private final String visitor = "\"anonymousId\": \"a-" + name + "\"";
    private final String known = "\"userId\": \"u-" + name + "\", " + visitor;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir, "delivery.hold-after=300ms");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @AfterEach
    void mend() {
        extole.mend();
    }

    @Test
    void whatWaitsOfTheVisitorHoldsUpNobodyAndBothCarryTheAnonymousId() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        track(visitor, "Poison");
        track(known, "Viewed");
        await().until(() -> events().size() == 1);

        extole.mend();

        await().until(() -> events().size() == 2);
        assertThat(events())
                .extracting(event -> event.path("event_name").asText())
                .containsExactly("Viewed", "Poison");
    }

    @Test
    void extoleHearsOfAMembershipOnceOfTheVisitorAndOnceOfThePerson() {
        enter(visitor);
        enter(visitor);
        enter(known);
        enter(known);
        track(known, "Last");

        await().until(() -> events().stream()
                .anyMatch(event -> event.path("event_name").asText().equals("Last")));
        await().until(() -> events().size() == 3);
        assertThat(events().stream().map(event -> event.path("data")).filter(data -> data.has("vip")))
                .hasSize(2)
                .allMatch(data -> data.path("vip").asBoolean())
                .extracting(data -> data.has("partner_user_id"))
                .containsExactlyInAnyOrder(false, true);
    }

    @Test
    void aDeletionOfThePersonRemovesWhatIsOfTheVisitorIfItNamesTheVisitorToo() {
        extole.fault("{\"match\": \"Refused\", \"status\": 400, \"code\": \"event_blocked\"}");
        track(visitor, "Refused");
        await().until(() -> letters() == 1);

        delete("\"userId\": \"u-" + name + "\"");
        await().until(() -> erased() == 1);
        assertThat(letters()).isEqualTo(1);

        delete(known);
        await().until(() -> erased() == 2);
        assertThat(letters()).isZero();
    }

    private List<JsonNode> events() {
        return extole.events().stream()
                .filter(event -> event.at("/data/partner_anonymous_id").asText().equals("a-" + name))
                .toList();
    }

    private static int letters() {
        return application.deadLetters().size();
    }

    private long erased() {
        return extole.erasures().stream()
                .filter(erasure -> erasure.path("partner_user_id").asText().equals("u-" + name))
                .count();
    }

    private static void track(String ids, String event) {
        send("/v1/track", "{%s, \"event\": \"%s\"}".formatted(ids, event));
    }

    private static void enter(String ids) {
        send("/v1/identify", """
                {%s, "traits": {"vip": true},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
                """.formatted(ids));
    }

    private static void delete(String ids) {
        send("/segment", "{\"type\": \"delete\", %s}".formatted(ids));
    }

    private static void send(String path, String body) {
        assertThat(application.post(path, body).statusCode()).isEqualTo(200);
    }
}
