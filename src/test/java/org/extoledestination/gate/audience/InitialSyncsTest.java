package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InitialSyncsTest {

    private static final int TICKS_A_MINUTE = 60 / InitialSyncs.TICK_SECONDS;

    private final List<String> lines = new ArrayList<>();
    private final InitialSyncs syncs = new InitialSyncs(lines::add);

    @Test
    void aBurstOfFirstEntriesIsSaidAtItsStartEveryHalfMinuteAndAtItsEnd() {
        for (int tick = 0; tick < 13; tick++) {
            enter("vip", 5_000);
            syncs.tick();
        }
        rest(TICKS_A_MINUTE);

        assertThat(lines)
                .containsExactly(
                        "Audience 'vip' syncs: 5000 so far, 1000 a second",
                        "Audience 'vip' syncs: 35000 so far, 1000 a second",
                        "Audience 'vip' syncs: 65000 so far, 1000 a second",
                        "Audience 'vip' syncs: 65000 so far, 0 a second",
                        "Audience 'vip' has synced: 65000 in all");
    }

    @Test
    void theGaugesShowWhatRunsAndHowFarItIs() {
        enter("vip", 2_000);
        enter("loyal", 1_000);
        enter("new", 999);
        syncs.tick();

        assertThat(syncs.running()).isEqualTo(2);
        assertThat(syncs.entries()).isEqualTo(3_000);

        rest(TICKS_A_MINUTE);

        assertThat(syncs.running()).isZero();
        assertThat(syncs.entries()).isZero();
    }

    @Test
    void aSyncIsListedWithItsRateWhileItRunsAndForAWhileAfterItsEnd() {
        for (int tick = 0; tick < 4; tick++) {
            enter("vip", 500);
            syncs.tick();
        }

        assertThat(syncs.allRunning()).containsExactly(new InitialSyncs.Sync("vip", 2_000, 100, 20, 0));
        assertThat(syncs.lastEnded()).isEmpty();

        rest(TICKS_A_MINUTE);

        assertThat(syncs.allRunning()).isEmpty();
        assertThat(syncs.lastEnded()).containsExactly(new InitialSyncs.Sync("vip", 2_000, 100, 80, 60));
    }

    @Test
    void notMoreThanTwentySyncsThatHaveEndedAreListed() {
        for (int i = 0; i < 21; i++) {
            enter("vip-" + i, InitialSyncs.STARTS_AT);
            syncs.tick();
            rest(TICKS_A_MINUTE);
        }

        assertThat(syncs.lastEnded())
                .hasSize(20)
                .first()
                .extracting(InitialSyncs.Sync::audience)
                .isEqualTo("vip-20");
    }

    @Test
    void whoeverEntersNowAndThenIsNoSync() {
        for (int tick = 0; tick < 10 * TICKS_A_MINUTE; tick++) {
            enter("vip", (InitialSyncs.STARTS_AT - 1) / TICKS_A_MINUTE);
            syncs.tick();
        }

        assertThat(lines).isEmpty();
    }

    @Test
    void aSyncThatBecomesSlowGoesOnUntilHardlyAnybodyEnters() {
        enter("vip", 1_000);
        syncs.tick();
        for (int tick = 0; tick < TICKS_A_MINUTE; tick++) {
            enter("vip", 10);
            syncs.tick();
        }
        assertThat(syncs.running()).isEqualTo(1);

        rest(3);

        assertThat(syncs.running()).isZero();
        assertThat(lines).last().isEqualTo("Audience 'vip' has synced: 1120 in all");
    }

    @Test
    void aSecondSyncOfAnAudienceCountsAnew() {
        enter("vip", 3_000);
        syncs.tick();
        rest(TICKS_A_MINUTE);

        enter("vip", 1_000);
        syncs.tick();

        assertThat(lines).last().asString().startsWith("Audience 'vip' syncs: 1000 so far");
    }

    @Test
    void forgedKeysDoNotKeepMoreThanAThousandInMind() {
        IntStream.range(0, 1_000).forEach(i -> syncs.entered("forged-" + i, false));
        IntStream.range(0, 500).forEach(i -> enter("key-" + i, 1));
        enter("vip", 2_000);
        syncs.tick();
        assertThat(lines).isEmpty();
        enter("key-499", 2_000);
        syncs.tick();
        assertThat(lines).containsExactly("Audience 'key-499' syncs: 2001 so far, 200 a second");

        rest(TICKS_A_MINUTE);
        lines.clear();
        enter("vip", 2_000);
        syncs.tick();

        assertThat(lines).hasSize(1);
    }

    private void enter(String key, int times) {
        IntStream.range(0, times).forEach(ignored -> syncs.entered(key, true));
    }

    private void rest(int ticks) {
        IntStream.range(0, ticks).forEach(ignored -> syncs.tick());
    }
}
