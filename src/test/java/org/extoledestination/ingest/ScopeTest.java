package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import java.util.List;
import java.util.Set;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that stands in web pages may send a part of it all. */
class ScopeTest {

    private static Doors doors(Set<Call> calls, List<String> events, List<String> except) {
        IngestSettings.Key browser = new IngestSettings.Key("browser", List.of("wk_browser"), calls, events, except);
        return new Doors(Doors.settings(
                List.of(new IngestSettings.Source("shop", List.of(KEY), List.of(), List.of(browser), true))));
    }

    private static List<SegmentEvent> batch(Doors doors, String key, String... events) {
        return doors.trackingApi()
                .read(bytes("{\"batch\": [" + String.join(",", events) + "]}"), "/v1/batch", basic(key));
    }

    private static String track(String name) {
        return "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"" + name + "\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order Completed",
                "order completed",
                " Order Completed ",
                "Order  Completed",
                "Order\\tCompleted",
                "Order\\u00a0Completed",
                "Order\\u200bCompleted",
                "order_completed",
                "OrderCompleted",
                "\\uff2frder Completed",
                "Order-Completed.",
                "Order Completed\\u2122",
                "Order\\u65e5 Completed",
                "ORDER COMPLETED\\n"
            })
    void anEventThatAKeyMayNotSendIsRefusedHoweverItIsSpelledAndItsNeighboursAreKept(String name) {
        Doors doors = doors(Set.of(), List.of(), List.of("Order Completed"));

        List<SegmentEvent> events = batch(
                doors,
                "wk_browser",
                track("Product Viewed"),
                track(name),
                "{\"type\": \"identify\", \"userId\": \"u\"}");

        assertThat(events).hasSize(2);
        assertThat(doors.counted("not_allowed_for_key")).isEqualTo(1);
        assertThat(batch(doors, KEY, track(name))).hasSize(1);
    }

    @Test
    void onlyTheNamedEventsPassWhereSomeAreNamedAndOtherCallsStill() {
        Doors doors = doors(Set.of(), List.of("Product Viewed"), List.of());

        assertThat(batch(
                        doors,
                        "wk_browser",
                        track("product viewed"),
                        track("Order Completed"),
                        "{\"type\": \"identify\", \"userId\": \"u\"}"))
                .hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"identify, 1", "track, 0", "page, 0", "alias, 0"})
    void onlyTheNamedCallsPass(String type, int kept) {
        Doors doors = doors(Set.of(Call.IDENTIFY), List.of(), List.of());
        String event = "{\"type\": \"%s\", \"userId\": \"u\", \"previousId\": \"v\", \"event\": \"A\"}".formatted(type);

        assertThat(batch(doors, "wk_browser", event)).hasSize(kept);
        assertThat(doors.trackingApi().read(bytes(event), "/v1/" + type, basic("wk_browser")))
                .hasSize(kept);
    }

    @Test
    void aKeyWithoutPixelsSendsNone() {
        RefusedException refusal = catchThrowableOfType(
                RefusedException.class,
                () -> doors(Set.of(Call.TRACK), List.of(), List.of())
                        .pixel()
                        .read("/track", "userId=u&event=A&writeKey=wk_browser", null, "GET"));

        assertThat(refusal.code()).isEqualTo("not_allowed_for_key");
        assertThat(doors(Set.of(Call.TRACK, Call.PIXEL), List.of(), List.of())
                        .pixel()
                        .read("/track", "userId=u&event=A&writeKey=wk_browser", null, "GET"))
                .hasSize(1);
    }

    @Test
    void theOtherDoorIsNoWayAround() {
        SubscriptionEndpoint endpoint =
                doors(Set.of(), List.of(), List.of("Order Completed")).subscriptionEndpoint();

        assertThat(endpoint.read(
                        bytes("[" + track("Order Completed") + "," + track("A") + "]"), basic("wk_browser"), null))
                .hasSize(1);
        RefusedException refusal = catchThrowableOfType(
                RefusedException.class,
                () -> endpoint.read(bytes(track("order completed")), basic("wk_browser"), null));
        assertThat(refusal.status()).isEqualTo(403);
    }

    @Test
    void noKeyIsShownByTheSettingsAndNoneHasTwoScopes() {
        IngestSettings settings = Doors.settings(List.of(new IngestSettings.Source(
                "shop",
                List.of("wk_secret"),
                List.of("sub_secret"),
                List.of(new IngestSettings.Key("browser", List.of("wk_secret"), Set.of(), List.of(), List.of())),
                true)));

        assertThat(settings.toString()
                        + settings.sources()
                        + settings.sources().get(0).keys())
                .doesNotContain("secret");
        assertThat(settings.sources().get(0).isEachWriteKeyGivenOnce()).isFalse();
    }
}
