package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentTimeTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # text                                                   | moment
        2026-03-02T09:00:00.123Z                                 | 2026-03-02T09:00:00.123Z
        2026-03-02T09:00:00.123456789Z                           | 2026-03-02T09:00:00.123456789Z
        2026-03-02T09:00:00.1234567891234Z                       | 2026-03-02T09:00:00.123456789Z
        2026-03-02T09:00:00,5Z                                   | 2026-03-02T09:00:00.500Z
        2026-03-02t09:00:00z                                     | 2026-03-02T09:00:00Z
        2026-03-02T09:00:00                                      | 2026-03-02T09:00:00Z
        2026-03-02T09:00Z                                        | 2026-03-02T09:00:00Z
        2026-03-02T09                                            | 2026-03-02T09:00:00Z
        2026-03-02                                               | 2026-03-02T00:00:00Z
        20260302                                                 | 2026-03-02T00:00:00Z
        20260302T090000Z                                         | 2026-03-02T09:00:00Z
        20260302T090000.25+0100                                  | 2026-03-02T08:00:00.250Z
        2026-03-02T09:00:00+02:00                                | 2026-03-02T07:00:00Z
        2026-03-02T09:00:00+0000                                 | 2026-03-02T09:00:00Z
        2026-03-02T09:00:00-0730                                 | 2026-03-02T16:30:00Z
        2026-03-02T09:00:00+02                                   | 2026-03-02T07:00:00Z
        2026-03-02T09:00:00+01:00[Europe/Berlin]                 | 2026-03-02T08:00:00Z
        2026-03-02 09:00:00                                      | 2026-03-02T09:00:00Z
        2026-03-02 09:00:00 UTC                                  | 2026-03-02T09:00:00Z
        2026-03-02 09:00:00 +0200                                | 2026-03-02T07:00:00Z
        2026-03-02 09:00:00 +0000 UTC                            | 2026-03-02T09:00:00Z
        2026-03-02 10:00:00.5 +0100 CET                          | 2026-03-02T09:00:00.500Z
        2026-03-02 06:00:00 -0300 -03                            | 2026-03-02T09:00:00Z
        2026-03-02 09:00:00.123456789 +0000 UTC m=+70366.29      | 2026-03-02T09:00:00.123456789Z
        2026-03-02T24:00:00Z                                     | 2026-03-03T00:00:00Z
        2026-03-02T24:00:00.000Z                                 | 2026-03-03T00:00:00Z
        2016-12-31T23:59:60Z                                     | 2016-12-31T23:59:59Z
        2016-12-31T23:59:60.000Z                                 | 2016-12-31T23:59:59Z
        '  2026-03-02T09:00:00Z  '                               | 2026-03-02T09:00:00Z
        """)
    void readsEveryFormThatSendersWrite(String text, Instant moment) {
        assertThat(SegmentTime.parse(text)).contains(moment);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "1772442000",
                "1772442000000",
                "2026",
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-02-30T00:00:00.000Z",
                "2026-03-02T09:60:00.000Z",
                "2026-03-02T09:00:0O.000Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T24:00:01Z",
                "2026-03-02T09:00:00+99:00",
                "2026-0302T09:00:00Z",
                "+12026-03-02T09:00:00Z",
                "2026-03-02T09:00:00Z and more"
            })
    void namesNoMomentForAnythingElse(String text) {
        assertThat(SegmentTime.parse(text)).isEmpty();
    }

    @Test
    void absentAndEndlessTextNamesNoMoment() {
        assertThat(SegmentTime.parse(null)).isEmpty();
        assertThat(SegmentTime.parse("2026-03-02T09:00:00." + "1".repeat(1_000_000)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2026-03-02T09:00:00.123Z,2026-03-02T09:00:00.123Z",
        "2026-03-02T09:00:00.999999999Z,2026-03-02T09:00:00.999Z",
        "2026-12-31T23:59:59Z,2026-12-31T23:59:59.000Z",
        "1969-12-31T23:59:59.001Z,1969-12-31T23:59:59.001Z",
        "0007-01-09T00:00:00.070Z,0007-01-09T00:00:00.070Z",
        "-0001-01-01T00:00:00Z,-0001-01-01T00:00:00.000Z",
        "+12026-03-02T09:00:00Z,+12026-03-02T09:00:00.000Z"
    })
    void writesUtcWithMilliseconds(Instant moment, String text) {
        assertThat(SegmentTime.format(moment)).isEqualTo(text);
    }
}
