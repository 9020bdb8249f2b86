package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudienceKeyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vip_buyers        | vip_buyers
            New_Users_7days   | New_Users_7days
            j_o_step__8943l   | j_o_step__8943l
            ada@example.com   | other
            vip"} 1           | other
            größte            | other
            """)
    void onlyPlainKeysAreShown(String key, String shown) {
        assertThat(AudienceKey.plain(key)).isEqualTo(shown);
    }

    @Test
    void aKeyThatWouldBreakTheLogOrFillTheMetricsIsNotShown() {
        assertThat(AudienceKey.plain("vip\nERROR")).isEqualTo("other");
        assertThat(AudienceKey.plain("v".repeat(101))).isEqualTo("other");
        assertThat(AudienceKey.plain("v".repeat(100))).hasSize(100);
    }
}
