package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
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
        2026/03/02                                               | 2026-03-02T00:00:00Z
        2026/03/02 09:00:00                                      | 2026-03-02T09:00:00Z
        20260302090000                                           | 2026-03-02T09:00:00Z
        2026-03-02 09:00:00 GMT+0100                             | 2026-03-02T08:00:00Z
        1772442000                                               | 2026-03-02T09:00:00Z
        1772442000.25                                            | 2026-03-02T09:00:00.250Z
        986115600                                                | 2001-04-01T09:00:00Z
        1772442000123                                            | 2026-03-02T09:00:00.123Z
        1772442000123.5                                          | 2026-03-02T09:00:00.123500Z
        986115600123                                             | 2001-04-01T09:00:00.123Z
        1772442000123456                                         | 2026-03-02T09:00:00.123456Z
        1772442000123456789                                      | 2026-03-02T09:00:00.123456789Z
        Mon, 02 Mar 2026 09:00:00 GMT                            | 2026-03-02T09:00:00Z
        Mon, 2 Mar 2026 09:00:00 +0100                           | 2026-03-02T08:00:00Z
        02 Mar 2026 09:00 UT                                     | 2026-03-02T09:00:00Z
        Monday, 02-Mar-2026 09:00:00 GMT                         | 2026-03-02T09:00:00Z
        2 March 2026                                             | 2026-03-02T00:00:00Z
        March 2, 2026                                            | 2026-03-02T00:00:00Z
        Mon Mar 02 2026 10:00:00 GMT+0100 (Central European Standard Time) | 2026-03-02T09:00:00Z
        Mon Mar  2 09:00:00 2026                                 | 2026-03-02T09:00:00Z
        Mon Mar 02 09:00:00 UTC 2026                             | 2026-03-02T09:00:00Z
        2026-3-2T9:00:00Z                                        | 2026-03-02T09:00:00Z
        2026-03-02 9:00:00                                       | 2026-03-02T09:00:00Z
        2026/3/2                                                 | 2026-03-02T00:00:00Z
        2026-03-02 9:00 pm                                       | 2026-03-02T21:00:00Z
        Mar 2, 2026, 9:00:00 AM                                  | 2026-03-02T09:00:00Z
        Mar 2, 2026, 12:00:00 AM                                 | 2026-03-02T00:00:00Z
        Mar 2, 2026, 12:30:00\u202fPM                            | 2026-03-02T12:30:00Z
        March 2, 2026 at 9:00 p.m.                               | 2026-03-02T21:00:00Z
        02 Mar 26                                                | 2026-03-02T00:00:00Z
        Monday, 02-Mar-26 09:00:00 GMT                           | 2026-03-02T09:00:00Z
        2 Mar 99                                                 | 1999-03-02T00:00:00Z
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
                "0",
                "17724420",
                "17724420001",
                "-1772442000",
                "1.772442E9",
                "2026",
                "2026-03",
                "03/02/2026",
                "02.03.2026",
                "2026-03-02T09:00:00 EST",
                "2026-03-02T09:00:00[Europe/Berlin]",
                "Mon, 02 Mar 2026 09:00:00 EST",
                "Mon Mar 02 09:00:00 PST 2026",
                "Mon, 02 Mrz 2026 09:00:00 GMT",
                "Mon, 31 Feb 2026 09:00:00 GMT",
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-02-30T00:00:00.000Z",
                "2026-03-02T09:60:00.000Z",
                "2026-03-02T09:00:0O.000Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T24:00:01Z",
                "2026-03-02 13:00 AM",
                "Mar 2, 2026, 0:00 PM",
                "2026-3-2T9",
                "2026032",
                "2/3/26",
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

    @Test
    void numbersOfJsonAreUnixTimes() {
        Instant moment = Instant.parse("2026-03-02T09:00:00Z");

        for (Object number : List.of(
                1_772_442_000,
                1_772_442_000L,
                1_772_442_000_000L,
                1.772442E9,
                1.772442E12,
                new BigDecimal("1772442000.000"),
                BigInteger.valueOf(1_772_442_000_000_000L),
                LongNode.valueOf(1_772_442_000_000L),
                TextNode.valueOf("1772442000"))) {
            assertThat(SegmentTime.of(number)).as("%s", number).contains(moment);
        }
        for (Object other :
                List.of(0, -1, 1e300, Double.NaN, new BigDecimal("1e-999"), true, List.of(), BooleanNode.TRUE)) {
            assertThat(SegmentTime.of(other)).as("%s", other).isEmpty();
        }
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
