package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against models of what is called: how long one takes when so many are processed at once. */
class AdaptiveLimitTest {

    private static final int MOST = 256;

    private long now = -5;
    private final AdaptiveLimit limit = new AdaptiveLimit(MOST, now);

    /** Each takes its turn at two processors for so long. */
    private static IntToDoubleFunction processorsFor(double millis) {
        return together -> millis * Math.max(1, together / 2.0);
    }

    private static IntToDoubleFunction answerAfter(double millis) {
        return together -> millis;
    }

    /** Lets messages pass for a while, always as many at once as allowed. */
    private int after(double seconds, IntToDoubleFunction millis) {
        long end = now + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        while (now - end < 0) {
            int together = limit.get();
            long from = now;
            now += (long) (millis.applyAsDouble(together) * TimeUnit.MILLISECONDS.toNanos(1));
            for (int i = 0; i < together; i++) {
                limit.took(from, now);
            }
        }
        return limit.get();
    }

    @Test
    void beginsWithFew() {
        assertThat(limit.get()).isEqualTo(AdaptiveLimit.LEAST);
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 50, 190, 300})
    void whatWaitsForAnAnswerRunsAsManyAtOnceAsAllowed(double millis) {
        assertThat(after(10 * millis / 1_000 + 5, answerAfter(millis))).isEqualTo(MOST);
    }

    @Test
    void isThereWithinTwoSecondsOfAnAnswerThatTakesFiftyMilliseconds() {
        assertThat(after(2, answerAfter(50))).isEqualTo(MOST);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 2})
    void whatWaitsForAProcessorRunsFewAtOnce(double millis) {
        after(5, processorsFor(millis));
        int most = 0;
        for (int second = 0; second < 120; second++) {
            most = Math.max(most, after(1, processorsFor(millis)));
        }

        assertThat(most).isLessThan(40);
        assertThat(limit.get()).isGreaterThanOrEqualTo(AdaptiveLimit.LEAST);
    }

    @Test
    void findsOutThatAnAnswerTakesLongerForGood() {
        after(5, answerAfter(20));
        after(3, answerAfter(120));

        assertThat(after(40, answerAfter(120))).isEqualTo(MOST);
    }

    @Test
    void looksAgainWithFewForAMoment() {
        after(5, answerAfter(50));
        int few = 0;
        int looks = 0;
        for (int i = 0; i < 600; i++) {
            int now = after(0.1, answerAfter(50));
            few += now < MOST ? 1 : 0;
            looks += now == AdaptiveLimit.LEAST ? 1 : 0;
        }

        assertThat(looks).isBetween(1, 6);
        assertThat(few).isLessThan(30);
    }

    @Test
    void whenAllAreSlowMoreAreTried() {
        for (int i = 0; i < 20; i++) {
            limit.allAreSlow();
        }

        assertThat(limit.get()).isEqualTo(MOST);
    }

    @Test
    void neverAllowsMoreThanAsked() {
        AdaptiveLimit two = new AdaptiveLimit(2, 0);

        two.allAreSlow();

        assertThat(two.get()).isEqualTo(2);
    }
}
