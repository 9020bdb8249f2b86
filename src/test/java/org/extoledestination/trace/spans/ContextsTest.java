package org.extoledestination.trace.spans;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a sender's context counts. */
class ContextsTest {

    private static final String IDS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    private static SpanContext of(Context context) {
        return Span.fromContext(context).getSpanContext();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-00", "-01", "-ff"})
    void chanceDecidesWhateverTheSendersFlagSays(String flag) {
        assertThat(of(new Contexts(0.1, false, () -> 0.05).ofSender(IDS + flag)).isSampled())
                .isTrue();
        assertThat(of(new Contexts(0.1, false, () -> 0.5).ofSender(IDS + flag)).isSampled())
                .isFalse();
    }

    @Test
    void theSendersFlagDecidesWhereTheSettingsSaySo() {
        Contexts contexts = new Contexts(0.1, true, () -> 0.5);

        assertThat(of(contexts.ofSender(IDS + "-01")).isSampled()).isTrue();
        assertThat(of(contexts.ofSender(IDS + "-00")).isSampled()).isFalse();
    }

    @Test
    void ourOwnContextKeepsWhatWasDecided() {
        assertThat(Contexts.text(of(Contexts.ofOurs(IDS + "-01")))).isEqualTo(IDS + "-01");
        assertThat(Contexts.text(of(Contexts.ofOurs(IDS + "-00")))).isEqualTo(IDS + "-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                IDS,
                IDS + "-1",
                IDS + "-0g",
                IDS + "-01-x",
                "01" + "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void whatIsNoContextIsNotHeeded(String text) {
        assertThat(new Contexts(1, true).ofSender(text)).isSameAs(Context.root());
    }

    @Test
    void anIdIsTrustedToNameNobodyOnlyIfALibraryMadeIt() {
        assertThat(OtelSpans.id("0eeb2df6-1c2d-4b6e-9f00-123456789abc"))
                .isEqualTo("0eeb2df6-1c2d-4b6e-9f00-123456789abc");
        assertThat(OtelSpans.id("ajs-next-1795600000000-0eeb2df6-1c2d-4b6e-9f00-123456789abc"))
                .startsWith("ajs-next-");
        assertThat(OtelSpans.id("Jane-Roe")).matches("#[0-9a-f]{12}").isNotEqualTo(OtelSpans.id("John-Roe"));
    }
}
