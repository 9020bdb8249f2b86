package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.delivery.MeteredCalls.Asker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of the erasures of a minute each source takes, and each of its requests, however many calls it wants. */
class ErasureSharesTest {

    private final AtomicLong now = new AtomicLong();

    @ParameterizedTest
    @CsvSource({
        "45, shop/a, 12",
        "45, shop/a shop/b, 12 6",
        "45, shop/a shop/b shop/c shop/d shop/e shop/f, 12 6 3 1 1 0",
        "45, shop/a web/a, 12 9",
        "45, shop/a shop/b web/a app/a, 12 6 7 5",
        "12, shop/a shop/b web/a, 3 2 2",
        "1, shop/a shop/b, 1 0",
        "2, shop/a web/a, 1 1"
    })
    void oneAloneLeavesAsManyAsItTakes(int most, String askers, String takings) {
        MeteredCalls calls = new MeteredCalls(90, most, () -> 1, now::get);

        StringBuilder taken = new StringBuilder();
        for (String each : askers.split(" ", -1)) {
            String[] asker = each.split("/", -1);
            taken.append(' ').append(takesAll(calls, new Asker(asker[0], asker[1])));
        }

        assertThat(taken.substring(1)).isEqualTo(takings);
    }

    @Test
    void afterAMinuteTheyComeBack() {
        MeteredCalls calls = new MeteredCalls(90, 45, () -> 1, now::get);
        Asker one = new Asker("shop", "a");
        assertThat(takesAll(calls, one)).isEqualTo(12);

        now.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(takesAll(calls, one)).isEqualTo(12);
    }

    @Test
    void instancesHaveEqualSharesOfAllThatLive() {
        AtomicInteger living = new AtomicInteger(1);
        MeteredCalls calls = new MeteredCalls(90, 45, living::get, now::get);

        living.set(3);

        assertThat(takesAll(calls, null)).isEqualTo(30);
        living.set(2);
        assertThat(takesAll(calls, null)).isEqualTo(15);
        living.set(200);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(takesAll(calls, null)).isEqualTo(1);
    }

    private static int takesAll(MeteredCalls calls, @Nullable Asker asker) {
        int taken = 0;
        while (taken < 1_000) {
            try {
                calls.take(asker);
                taken++;
            } catch (ThrottlerRejectedExecutionException e) {
                break;
            }
        }
        return taken;
    }
}
