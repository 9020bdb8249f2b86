package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
