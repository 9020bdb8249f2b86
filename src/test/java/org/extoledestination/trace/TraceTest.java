package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Shown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an event is kept and shown. */
class TraceTest {

    @Test
    void idsThatHoldAnAddressStayApartAndShowNothingOfIt() {
        String jane = Trace.plainId("jane@example.com");

        assertThat(jane).matches("\\[e-mail]#[0-9a-f]{12}").isEqualTo(Trace.plainId("jane@example.com"));
        assertThat(Trace.plainId("john@example.com")).isNotEqualTo(jane);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane@example.com",
                "order 7 of jane@example.com",
                "+49 30 1234567",
                "jane@example.com#0123456789ab",
                "a/b ",
                "line\nbreak",
                "1001",
                ""
            })
    void anIdAsItIsShownStaysWhenItIsAskedFor(String id) {
        String shown = Trace.plainId(id);

        assertThat(Trace.plainId(shown)).isEqualTo(shown).doesNotContain("jane@");
    }

    @Test
    void longIdsStayApartAndFitTheirColumn() {
        String id = "a/".repeat(100);
        String shown = Trace.plainId(id);

        assertThat(shown).hasSizeLessThanOrEqualTo(200).isNotEqualTo(Trace.plainId("a/".repeat(99) + "b/"));
        assertThat(Trace.plainId(shown)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Order Completed", "Basic Plan", "bearer ABCDE", "Call 555-123-4567", "Mail to jo@example.com"})
    void aNameThatNeedsNoCloserLookIsShownAsWithOne(String name) {
        assertThat(Trace.plainName(name)).isEqualTo(Shown.name(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mail to jane@example.com", "Mail to [e-mail]"})
    void eventsAreFoundByTheirNameAsItCameAndAsItIsShown(String wanted) {
        TraceFilter filter = new TraceFilter(null, List.of(), wanted, null, null, null, 0, Long.MAX_VALUE);
        Trace trace =
                new Trace(1, "m-1", "shop", "track", "Mail to jane@example.com", "0", "delivered", "", true, List.of());

        assertThat(filter.event()).isEqualTo("Mail to [e-mail]");
        assertThat(filter.matches(trace)).isTrue();
        assertThat(filter.matches(trace.masked())).isTrue();
    }

    @Test
    void callsOfOwnRoutesToOthersAreNoCallsToExtole() {
        Trace trace = new Trace(
                1,
                "m-1",
                "shop",
                "track",
                "Step",
                "0",
                "delivered",
                "",
                true,
                List.of(new Step(1, "call", "other", "", 200, 5), new Step(2, "call", "async-event", "", 200, 5)));

        assertThat(TracesController.Line.of(trace).calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m-1", "segment/1", "a b", "1001"})
    void anyOtherIdIsShownAsItIs(String id) {
        assertThat(Trace.plainId(id)).isEqualTo(id);
    }
}
