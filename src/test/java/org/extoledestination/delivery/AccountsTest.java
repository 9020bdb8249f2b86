package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.delivery.DeliverySettings.Account;
import org.extoledestination.event.EventType;
import org.extoledestination.event.MisplacedStepException;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxChange;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that belong to different accounts of Extole's, or to different containers. */
@Tag("slow")
class AccountsTest {

    @Test
    void aSourceGoesToItsOwnAccountAndContainer(@TempDir Path dataDir) {
        SandboxSettings accounts = SandboxChange.withKey(
                SandboxChange.withKey(
                        SandboxSettings.defaults(), "other-events-key", Set.of(SandboxSettings.USER_SUPPORT)),
                "other-admin-key",
                Set.of(SandboxSettings.CLIENT_ADMIN));
        try (Sandbox sandbox = Sandbox.start(accounts);
                Application application = Application.start(
                        sandbox.uri(),
                        dataDir,
                        "ingest.sources[1].name=other",
                        "ingest.sources[1].write-keys=other-write-key",
                        "ingest.sources[1].subscription-keys=other-subscription-key",
                        "delivery.accounts[0].source=other",
                        "delivery.accounts[0].api-key=other-events-key",
                        "delivery.accounts[0].admin-api-key=other-admin-key",
                        "delivery.accounts[0].container=test")) {
            SandboxView extole = new SandboxView(sandbox.uri());

            application.post("/v1/track", "{\"userId\": \"u-1\", \"event\": \"First\"}");
            await().until(() -> extole.events().size() == 1);
            Http.post(
                    application.ingest("/v1/track"), "other-write-key", "{\"userId\": \"u-2\", \"event\": \"Second\"}");
            await().until(() -> extole.events().size() == 2);
            Http.post(application.ingest("/segment"), "other-subscription-key", "{\"userId\": \"u-2\"}");

            // Only the other account's administrator may erase with a key of its own: the sandbox checks the scope.
            await().until(() -> extole.erasures().size() == 1);
            JsonNode first = extole.events().get(0).path("data");
            JsonNode second = extole.events().get(1).path("data");
            assertThat(first.has("container")).isFalse();
            assertThat(second.path("container").asText()).isEqualTo("test");
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    @Test
    void anAccountWhoseTokenIsWrongWaitsAloneAndTheOthersGoOn(@TempDir Path dataDir) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        dataDir,
                        "ingest.sources[1].name=other",
                        "ingest.sources[1].write-keys=other-write-key",
                        "delivery.accounts[0].source=other",
                        "delivery.accounts[0].api-key=unknown-at-extole")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            for (int i = 0; i < 5; i++) {
                Http.post(application.ingest("/v1/track"), "other-write-key", """
                        {"userId": "o-%d", "event": "Elsewhere"}""".formatted(i));
            }
            await().until(() -> state(application, "async-event of other").equals("paused"));
            int refused = extole.requests().size();

            for (int i = 0; i < 20; i++) {
                application.post("/v1/track", "{\"userId\": \"u-%d\", \"event\": \"Here\"}".formatted(i));
            }

            await().until(() -> extole.events().size() == 20);
            assertThat(state(application, "async-event")).isEqualTo("running");
            assertThat(Http.get(application.management("/actuator/prometheus")).body())
                    .containsPattern("extole_destination_delivery_call_paused\\{.*call=\"async-event of other\".*} 1.0")
                    .containsPattern("extole_destination_delivery_call_paused\\{.*call=\"async-event\".*} 0.0");
            assertThat(application.health("delivery").at("/details/reason").asText())
                    .contains("status=403");
            assertThat(refused).isPositive();
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    @Test
    void whatWaitsForOneAccountOrOneCallIsInNobodysWayAndArrivesInOrderWhenItsTurnComes(@TempDir Path dataDir) {
        SandboxSettings accounts = SandboxChange.withKey(
                SandboxSettings.defaults(), "other-events-key", Set.of(SandboxSettings.USER_SUPPORT));
        try (Sandbox sandbox = Sandbox.start(accounts);
                Application application = Application.start(
                        sandbox.uri(),
                        dataDir,
                        // One place: whoever waits in it stops everybody.
                        "delivery.parallel-requests=1",
                        "delivery.metered-calls-per-minute=1000",
                        "delivery.erasures-per-minute=1000",
                        "delivery.hold-after=300ms",
                        "ingest.sources[1].name=other",
                        "ingest.sources[1].write-keys=other-write-key",
                        "delivery.accounts[0].source=other",
                        "delivery.accounts[0].api-key=other-events-key")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault("{\"match\": \"Elsewhere\", \"status\": 403, \"code\": \"access_denied\"}");
            extole.fault("{\"path\": \"/v4/erasures\", \"status\": 403, \"code\": \"access_denied\"}");
            for (int i = 0; i < 20; i++) {
                Http.post(application.ingest("/v1/track"), "other-write-key", """
                        {"userId": "o-%d", "messageId": "other-%d", "event": "Elsewhere"}""".formatted(i % 4, i));
                application.post("/segment", """
                        {"type": "delete", "userId": "gone-%d", "messageId": "gone-%d"}""".formatted(i % 4, i));
                application.post("/v1/track", "{\"userId\": \"u-%d\", \"event\": \"Here\"}".formatted(i));
            }

            await().until(() -> extole.events().size() == 20);
            assertThat(extole.eachEvents("/event_name")).containsOnly("Here");

            extole.mend();

            await().until(() ->
                    extole.events().size() == 40 && extole.erasures().size() == 20);
            for (int person = 0; person < 4; person++) {
                String id = "o-" + person;
                assertThat(extole.events().stream()
                                .filter(event -> event.at("/data/partner_user_id")
                                        .asText()
                                        .equals(id))
                                .map(event ->
                                        event.at("/data/segment_message_id").asText()))
                        .containsExactly(
                                "other-" + person,
                                "other-" + (person + 4),
                                "other-" + (person + 8),
                                "other-" + (person + 12),
                                "other-" + (person + 16));
            }
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private static String state(Application application, String line) {
        return Http.json(application.management("/actuator/delivery"))
                .path("operations")
                .path(line)
                .path("state")
                .asText();
    }

    @Test
    void anAccountWithoutAnAdminKeyErasesWithItsOwnKeyAndNeverWithTheCommonOne() {
        ExtoleAccounts accounts = new ExtoleAccounts(
                settings("common-admin", new Account("shop", "shop-key", "", ""), new Account("test", "", "", "test")),
                List.of("segment", "shop", "test"));

        assertThat(accounts.keyForErasures(deletionOf("shop"))).isEqualTo("Bearer shop-key");
        assertThat(accounts.keyForErasures(deletionOf("test"))).isEqualTo("Bearer common-admin");
        assertThat(accounts.keyForErasures(deletionOf("segment"))).isEqualTo("Bearer common-admin");
    }

    @Test
    void aRouteChoosesAnAccountAndAWrongNameIsNotTheCommonOne() {
        ExtoleAccounts accounts =
                new ExtoleAccounts(settings("", new Account("shop", "shop-key", "", "")), List.of("segment", "shop"));
        Exchange exchange = deletionOf("segment");
        exchange.getMessage().setBody(Map.of());

        exchange.setProperty(ExtoleAccounts.CHOSEN, "shop");
        accounts.contain(exchange);
        assertThat(accounts.keyForEvents(exchange)).isEqualTo("Bearer shop-key");
        assertThat(accounts.nameFor(exchange)).isEqualTo("shop");

        exchange.setProperty(ExtoleAccounts.CHOSEN, "ada@example.com");
        assertThatThrownBy(() -> accounts.contain(exchange))
                .isInstanceOf(MisplacedStepException.class)
                .hasMessageContaining("shop")
                .hasMessageNotContaining("ada");
    }

    private static Exchange deletionOf(String source) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        EventInHand.take(
                exchange,
                new SegmentEvent(source, EventType.DELETE, "d", Optional.empty(), Person.ofUserId("u"), "{}"));
        return exchange;
    }

    @Test
    void anAccountForASourceThatDoesNotExistStopsTheStart() {
        DeliverySettings settings = settings("", new Account("shop", "secret-key", "", ""));

        assertThatThrownBy(() -> new ExtoleAccounts(settings, List.of("segment", "app")))
                .hasMessageContaining("delivery.accounts")
                .hasMessageContaining(
                        "ingest.sources has no source 'shop'. Did you mean 'app'? There are: segment, app.");
        assertThat(settings.accounts().toString() + settings).doesNotContain("secret-key");
    }

    private static DeliverySettings settings(String adminApiKey, Account... accounts) {
        URI extole = URI.create("http://127.0.0.1:1");
        return new DeliverySettings(
                extole,
                extole,
                "key",
                adminApiKey,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                0,
                90,
                30,
                100,
                Duration.ofDays(1),
                Duration.ofDays(365),
                IdsIn.AUTOMATIC,
                List.of(accounts));
    }
}
