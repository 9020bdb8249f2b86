package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.queue.QueueLimits.Reached;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

@ExtendWith(OutputCaptureExtension.class)
class QueueLimitsTest {

    private static final long MEGABYTE = 1 << 20;

    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong percent = new AtomicLong();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final QueueLimits limits = new QueueLimits(List.of(
            QueueLimit.disk(free::get, DataSize.ofMegabytes(1_000)),
            QueueLimit.store(percent::get),
            QueueLimit.depth(depth::get, 1_000)));

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void theDepthHasToFallByATenth() {
        assertThat(isReachedAt(depth, 999)).isFalse();
        assertThat(isReachedAt(depth, 1_000)).isTrue();
        assertThat(isReachedAt(depth, 901)).isTrue();
        assertThat(isReachedAt(depth, 900)).isFalse();
        assertThat(isReachedAt(depth, 999)).isFalse();
    }

    @Test
    void aDepthOfOneCanBeLeftToo() {
        AtomicLong one = new AtomicLong(1);
        try (QueueLimits small = new QueueLimits(List.of(QueueLimit.depth(one::get, 1)))) {
            small.look();
            assertThat(small.reached()).isPresent();
            one.set(0);
            small.look();
            assertThat(small.reached()).isEmpty();
        }
    }

    @Test
    void theStoreIsHeldBeforeTheBrokerFails() {
        assertThat(isReachedAt(percent, 94)).isFalse();
        assertThat(isReachedAt(percent, 95)).isTrue();
        assertThat(isReachedAt(percent, 91)).isTrue();
        assertThat(isReachedAt(percent, 90)).isFalse();
    }

    @Test
    void theDiskNeedsSomeMoreThanTheLimitToBeFreeAgain() {
        assertThat(isReachedAt(free, 1_000 * MEGABYTE)).isFalse();
        assertThat(isReachedAt(free, 1_000 * MEGABYTE - 1)).isTrue();
        assertThat(isReachedAt(free, 1_099 * MEGABYTE)).isTrue();
        assertThat(isReachedAt(free, 1_100 * MEGABYTE)).isFalse();
    }

    @Test
    void ofALargeLimitOnlySomeMoreIsAskedFor() {
        AtomicLong room = new AtomicLong();
        try (QueueLimits large = new QueueLimits(List.of(QueueLimit.disk(room::get, DataSize.ofGigabytes(100))))) {
            large.look();
            assertThat(large.reached()).isPresent();
            room.set(DataSize.ofGigabytes(100).toBytes() + 256 * MEGABYTE);
            large.look();
            assertThat(large.reached()).isEmpty();
        }
    }

    @Test
    void whatIsReachedNamesItsSettingAndSaysWhatToDo() {
        depth.set(1_000);
        limits.look();
        assertThat(limits.reached()).hasValueSatisfying(reached -> {
            assertThat(reached.reason())
                    .isEqualTo("as many events wait in the queue as queue.max-depth allows (1,000)");
            assertThat(reached.action()).contains("health component 'delivery'");
        });

        free.set(0);
        depth.set(0);
        limits.look();
        assertThat(limits.reached().map(Reached::reason))
                .hasValue("less than 1000 MB are free on the disk of DATA_DIR (queue.min-free-disk)");
    }

    @Test
    void beginAndEndAreOneLineEach(CapturedOutput output) {
        for (int i = 0; i < 5; i++) {
            isReachedAt(percent, 99);
        }
        for (int i = 0; i < 5; i++) {
            isReachedAt(percent, 10);
        }

        assertThat(output.getAll().lines().filter(line -> line.contains("Intake is held")))
                .hasSize(1);
        assertThat(output.getAll().lines().filter(line -> line.contains("Intake goes on after")))
                .hasSize(1);
    }

    @Test
    void aLookThatFailsChangesNothingAndFollowersHearOfTheNext(CapturedOutput output) {
        AtomicInteger looks = new AtomicInteger();
        boolean[] fails = {false};
        try (QueueLimits odd = new QueueLimits(List.of(QueueLimit.depth(
                () -> {
                    if (fails[0]) {
                        throw new IllegalStateException("gone");
                    }
                    return depth.get();
                },
                10)))) {
            odd.follow(looks::incrementAndGet);
            depth.set(10);
            odd.look();
            fails[0] = true;
            odd.look();
            odd.look();

            assertThat(odd.reached()).isPresent();
            assertThat(looks).hasValue(1);
            assertThat(output.getAll().lines().filter(line -> line.contains("cannot be looked at")))
                    .hasSize(1);
            fails[0] = false;
            depth.set(0);
            odd.look();
            assertThat(odd.reached()).isEmpty();
            assertThat(looks).hasValue(2);
        }
    }

    private boolean isReachedAt(AtomicLong measured, long value) {
        measured.set(value);
        limits.look();
        return limits.reached().isPresent();
    }
}
