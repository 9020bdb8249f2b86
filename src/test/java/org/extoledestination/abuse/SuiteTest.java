package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the suite sees, and how much it tries. */
class SuiteTest {

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "0, true",
        "400, true",
        "501, true",
        "503, true",
        "500, false",
        "502, false",
        "504, false",
        "-1, false"
    })
    void noAnswerIsAFailureOfOursOrNone(int status, boolean isFair) {
        Attack attack = new Attack();

        attack.heard(new Reply(status, "", "", Expected.ANSWER));

        assertThat(attack.row("a kind", new Service().look()).faults()).hasSize(isFair ? 0 : 1);
    }

    @Test
    void anAttemptThatHangsIsCountedOnceAndAsNotServed() {
        Service service = new Service();
        service.begin();
        service.attempt(new Reply(200, "", "", Duration.ZERO));
        service.begin();
        assertThat(service.look().attempts()).isOne();
        await().until(() -> service.look().attempts() == 1);

        service.attempt(new Reply(200, "", "", Service.SOON.multipliedBy(2)));

        assertThat(service.look().attempts()).isZero();
        service.begin();
        service.attempt(new Reply(503, "", "", Duration.ZERO));
        assertThat(service.look()).matches(served -> served.attempts() == 1 && served.percent() == 0);
    }
}
