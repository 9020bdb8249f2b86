package org.extoledestination.mapping.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.ExtoleEvent;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.SendMode;
import org.extoledestination.mapping.SkipReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void theSameResultFromAnotherFileIsNoDifference() {
        assertThat(Differences.between(
                        sent("conversion", SendMode.ASYNC, Map.of("a", 1), Set.of(), "one", NOON),
                        sent("conversion", SendMode.ASYNC, Map.of("a", 1), Set.of(), "two", NOON)))
                .isEmpty();
    }

    @Test
    void everyPartThatDiffersIsNamed() {
        assertThat(Differences.between(
                        sent("conversion", SendMode.ASYNC, Map.of(), Set.of(), "one", NOON),
                        sent("order", SendMode.SYNC, Map.of(), Set.of("a"), "one", NOON.plusSeconds(1))))
                .containsExactly("event name", "event time", "mode", "public parameters");
    }

    @Test
    void whatWouldCountAsARepeatIsCompared() {
        ExtoleEvent event = new ExtoleEvent("conversion", NOON, Map.of());

        assertThat(Differences.between(
                        Outcome.of(new Mapped.Send(event, "one", SendMode.ASYNC, Set.of(), Optional.of("a"), false)),
                        Outcome.of(new Mapped.Send(event, "one", SendMode.ASYNC, Set.of(), Optional.of("b"), false))))
                .containsExactly("unique");
    }

    @Test
    void keysAreNamedAndValuesNever() {
        Map<String, @Nullable Object> active =
                new HashMap<>(Map.of("gone", "secret-1", "other", "secret-2", "same", 3));
        active.put("nothing", null);

        List<String> ways = Differences.between(
                data(active), data(Map.of("other", "secret-3", "same", 3, "nothing", 4, "new", "secret-4")));

        assertThat(ways)
                .containsExactlyInAnyOrder(
                        "data.gone removed", "data.other changed", "data.nothing changed", "data.new added");
    }

    @Test
    void aLongKeyIsCutAndHoldsNoControlCharacter() {
        List<String> ways = Differences.between(data(Map.of()), data(Map.of("a\n" + "x".repeat(200), 1)));

        assertThat(ways)
                .singleElement()
                .asString()
                .startsWith("data.a xxx")
                .endsWith(" added")
                .hasSizeLessThan(120);
    }

    @Test
    void sendingSkippingRefusingAndFailingAreToldApart() {
        Outcome sent = data(Map.of());
        Outcome skipped = Outcome.of(new Mapped.Skip(SkipReason.NO_MAPPING));
        Outcome refused = Outcome.none("refused", "conversion", "bad_value");

        assertThat(Differences.between(sent, skipped)).containsExactly("sent -> skipped");
        assertThat(Differences.between(skipped, sent)).containsExactly("skipped -> sent");
        assertThat(Differences.between(refused, sent)).containsExactly("refused -> sent");
        assertThat(Differences.between(sent, Outcome.none("failed", "(failed)", "StackOverflowError")))
                .containsExactly("sent -> failed (StackOverflowError)");
        assertThat(Differences.between(skipped, Outcome.of(new Mapped.Skip(SkipReason.ANONYMOUS))))
                .containsExactly("reason of skipping");
        assertThat(Differences.between(refused, Outcome.none("refused", "other", "missing_field")))
                .containsExactly("reason of refusing");
        assertThat(Differences.between(refused, Outcome.none("refused", "other", "bad_value")))
                .isEmpty();
    }

    @Test
    void differencesBeyondTheLimitAreCountedTogether() {
        Tally tally = new Tally(NOON);

        for (int i = 0; i < Tally.MOST_DIFFERENCES + 5; i++) {
            tally.compared("track", List.of("data.k" + i + " added"), "m-" + i);
        }

        Map<String, Tally.Difference> ways = tally.numbers().differences().get("track");
        assertThat(ways)
                .hasSize(Tally.MOST_DIFFERENCES + 1)
                .containsEntry(Tally.OTHERS, new Tally.Difference(5, "m-" + Tally.MOST_DIFFERENCES));
    }

    private static Outcome data(Map<String, @Nullable Object> data) {
        return sent("conversion", SendMode.ASYNC, data, Set.of(), "one", NOON);
    }

    private static Outcome sent(
            String name,
            SendMode mode,
            Map<String, @Nullable Object> data,
            Set<String> parameters,
            String mapping,
            Instant time) {
        return Outcome.of(
                new Mapped.Send(new ExtoleEvent(name, time, data), mapping, mode, parameters, Optional.empty(), false));
    }
}
