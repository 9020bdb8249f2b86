package org.extoledestination.gate.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PathSegmentsTest {

    private final PathSegments segments = new PathSegments();

    @ParameterizedTest
    @CsvSource({
        "u-100, u-100",
        "a?b=c, a%3Fb%3Dc",
        "a#b;c, a%23b%3Bc",
        "a b+c*, a%20b%2Bc%2A",
        "mia@example.com, mia%40example.com",
        "Zoë, Zo%C3%AB",
        "..x, ..x"
    })
    void aValueIsOneSegment(String value, String segment) {
        assertThat(segments.of(value)).isEqualTo(segment);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ", ".", "..", " .. ", "...", "../x", "/", "a/b", "a\\b", "%2e%2e", "a%2fb", "a\r\nb", "a\u0000",
                "\u0085"
            })
    void whatCannotBeOneIsRefused(@Nullable String value) {
        assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> segments.of(value));
    }
}
