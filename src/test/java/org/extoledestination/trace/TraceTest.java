package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;

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
    @ValueSource(strings = {"m-1", "segment/1", "a b", "1001"})
    void anyOtherIdIsShownAsItIs(String id) {
        assertThat(Trace.plainId(id)).isEqualTo(id);
    }
}
