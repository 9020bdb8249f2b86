package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mia@example.com",
                " mia@example.com\t",
                "mia@example.com\u00a0",
                "\ufeffmia@example.com",
                "mia@example.com\u200b",
                "mia\u200b@example.com",
                "mia@example.com\u200d",
                "mi\u00ada@example.com",
                "\u202amia@example.com\u202c",
                "mia@example.com\u2060\u00a0\u3000",
                "mia@example.com\ufe0f",
                "mia@example.com\u3164",
                "mia@example.com\u0000\u0085\u2028",
                "mia@example.com\udb40\udc41"
            })
    void whatNobodySeesMakesNoOtherPerson(String text) {
        assertThat(BareText.of(text)).isEqualTo("mia@example.com");
        assertThat(Person.ofEmail(text)).isEqualTo(Person.ofEmail("mia@example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m\u00e4rta@ex\u00e4mple.com",
                "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc@example.com",
                "\ud83d\ude00@example.com"
            })
    void whatIsWrittenStays(String text) {
        assertThat(BareText.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u200b", "\u00a0\ufeff", "\u200d", "\u3164\u2800", "\udb40\udc41", "\udb40\udd00"})
    void whatNobodySeesIsNothing(String text) {
        assertThat(BareText.isNothing(text)).isTrue();
        assertThat(BareText.isNothing(text + "0" + text)).isFalse();
        assertThat(BareText.of(text + "0" + text)).isEqualTo("0");
        assertThat(Spelling.same("a" + text + "B", text + "A_b")).isTrue();
    }

    @Test
    void longRunsOfBlanksCostLittle() {
        String text = "a" + " ".repeat(1_000_000) + "b";

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(BareText.of(text)).hasSize(1_000_002));
    }
}
