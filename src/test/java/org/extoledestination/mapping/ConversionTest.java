package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {

    @ParameterizedTest(name = "''{0}'' -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # text         | amount
        42             | 42.00
        42.5           | 42.50
        '  42.5  '     | 42.50
        0.005          | 0.01
        0.004          | 0.00
        1.005          | 1.01
        -5             | -5.00
        +5             | 5.00
        .5             | 0.50
        5.             | 5.00
        $42.50         | 42.50
        $ 42.50        | 42.50
        -$42.50        | -42.50
        '1,234.50'     | 1234.50
        '1,234'        | 1234.00
        '$12,345,678'  | 12345678.00
        4.25E1         | 42.50
        """)
    void moneyIsAPlainDecimalWithTwoPlaces(String text, String amount) {
        assertThat(convert("money", text)).contains(amount);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "$",
                "-",
                ".",
                "forty",
                "NaN",
                "Infinity",
                "12,50",
                "1.234,50",
                "1,23,456",
                "42 EUR",
                "42$",
                "0x1F",
                "1e999999999",
                "1e-999999999",
                "1e2147483648",
                "1234567890123456789.00",
                "--5",
                "1 000"
            })
    void moneyThatCouldBeMisreadIsRefused(String text) {
        assertThat(convert("money", text)).isEmpty();
    }

    static Stream<Arguments> amounts() {
        return Stream.of(
                arguments(20, "20.00"),
                arguments(20L, "20.00"),
                arguments(39.9, "39.90"),
                arguments(0.1f, "0.10"),
                arguments(new BigDecimal("2.675"), "2.68"),
                arguments(new BigDecimal("0.1000000000000000055511"), "0.10"),
                arguments(new BigInteger("123456789012345678"), "123456789012345678.00"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("amounts")
    void moneyTakesEveryKindOfNumber(Number number, String amount) {
        assertThat(convert("money", number)).contains(amount);
    }

    static Stream<Object> absurdValues() {
        return Stream.of(
                new BigDecimal("1e999999999"),
                new BigDecimal("1e-999999999"),
                BigInteger.TEN.pow(900),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("absurdValues")
    void absurdNumbersAreRefusedAtOnce(Object absurd) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertThat(convert("money", absurd)).isEmpty();
            assertThat(convert("number", absurd)).isEmpty();
            assertThat(convert("text", absurd)).isEmpty();
        });
    }

    @Test
    void endlessTextIsRefusedAtOnce() {
        String endless = "1,111".repeat(100_000);

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertThat(convert("money", endless)).isEmpty();
            assertThat(convert("number", endless)).isEmpty();
            assertThat(convert("email", endless + "@example.com")).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "' 203.0.113.9 ', 203.0.113.9",
        "2a00:1450:4001::200e, 2a00:1450:4001::200e",
        "'unknown, 10.1.2.3, 203.0.113.9, 198.51.100.7', 203.0.113.9",
        "0.0.0.0,",
        "0.1.2.3,",
        "127.0.0.1,",
        "::1,",
        "::,",
        "::ffff:127.0.0.1,",
        "10.0.0.1,",
        "172.16.0.1,",
        "192.168.1.1,",
        "169.254.1.1,",
        "100.64.0.1,",
        "224.0.0.1,",
        "255.255.255.255,",
        "fe80::1,",
        "fd00::1,",
        "999.1.1.1,",
        "1.2.3,",
        "localhost,",
        "example.com,",
        "'a, b',",
        "'',",
        "203.0.113.9:80,"
    })
    void onlyAnAddressThatOthersCanReachIsOne(String text, @Nullable String expected) {
        assertThat(convert("ip-address", text)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"money", "number", "time", "ip-address", "lower-case", "email", "text", "flag"})
    void objectsAndListsAreNeverOneValue(String conversion) {
        assertThat(convert(conversion, List.of("1", "1"))).isEmpty();
        assertThat(convert(conversion, Map.of("a", 1))).isEmpty();
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments(7, 7),
                arguments(7.5, 7.5),
                arguments(new BigDecimal("7.50"), new BigDecimal("7.50")),
                arguments(new BigInteger("12345678901234567890"), new BigInteger("12345678901234567890")),
                arguments(" 7 ", 7L),
                arguments("7.50", new BigDecimal("7.50")),
                arguments("12345678901234567890", new BigDecimal("12345678901234567890")));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("numbers")
    void numberKeepsEveryDigit(Object value, Object number) {
        assertThat(convert("number", value)).contains(number);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "seven", "1,234", "NaN"})
    void numberRefusesWords(String text) {
        assertThat(convert("number", text)).isEmpty();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(" as it is ", " as it is "),
                arguments(100045, "100045"),
                arguments(1.0E7, "10000000"),
                arguments(new BigDecimal("1E+3"), "1000"),
                arguments(true, "true"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("texts")
    void textIsThePlainFormOfASingleValue(Object value, String text) {
        assertThat(convert("text", value)).contains(text);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        A-1        | A-1
        ' A-1 '    | A-1
        A-1\u00a0 | A-1
        0-P1       | 0-P1
        10         | 10
        007        | 007
        null-7     | null-7
        Nullarbor  | Nullarbor
        00E5       | 00E5
        0e99       | 0e99
        0E1-0E2    | 0E1-0E2
        """)
    void anIdIsATextInOneSpelling(String text, String id) {
        assertThat(convert("id", text)).contains(id);
        assertThat(convert("id", List.of(text))).contains(id);
    }

    @Test
    void anIdThatIsANumberHasNoZerosBehindItsPoint() {
        assertThat(Stream.of(1001, 1001.0, new BigDecimal("1001.00"), 1001L).map(number -> convert("id", number)))
                .containsOnly(Optional.of("1001"));
        assertThat(convert("id", new BigDecimal("1001.50"))).contains("1001.5");
    }

    static List<Object> whatStandsForNoId() {
        return List.of(
                "0",
                "0.0",
                "0.00",
                "-0",
                "000",
                "0,00",
                "$0",
                "\uff10",
                "00000000-0000-0000-0000-000000000000",
                "-",
                "--",
                "()",
                "#",
                "\u2014",
                "null",
                " null ",
                "NULL",
                "(null)",
                "<null>",
                "[null]",
                "null-null",
                "nil",
                "None",
                "N/A",
                "#N/A",
                "n.a.",
                "NaN",
                "undefined",
                "(not set)",
                "[object Object]",
                "true",
                "false",
                "unknown",
                0,
                0.0,
                new BigDecimal("0.00"),
                false,
                true,
                List.of("0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatStandsForNoId(Object value) {
        Conversion id = conversion("id");

        assertThat(id.apply(value)).isEmpty();
        assertThat(id.saysSomething(value)).isFalse();
    }

    @Test
    void flagIsTrueOrFalse() {
        assertThat(convert("flag", true)).contains(true);
        assertThat(convert("flag", " TRUE ")).contains(true);
        assertThat(convert("flag", "false")).contains(false);
        assertThat(convert("flag", "yes")).isEmpty();
        assertThat(convert("flag", 1)).isEmpty();
    }

    @Test
    void timeIsUtcWithMilliseconds() {
        assertThat(convert("time", "2026-03-02 10:00:00.123456 +0100")).contains("2026-03-02T09:00:00.123Z");
        assertThat(convert("time", "soon")).isEmpty();
        assertThat(convert("time", 1772442000)).contains("2026-03-02T09:00:00.000Z");
        assertThat(convert("time", 7)).isEmpty();
    }

    @Test
    void lowerCaseKnowsNoCountry() {
        assertThat(convert("lower-case", "IDENTIFY Ä")).contains("identify ä");
        assertThat(convert("lower-case", 1)).isEmpty();
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"mia@example.com", " mia@example.com ", "mia.o+news@mail.example.com", "märta@exämple.com"})
    void emailIsTrimmed(String text) {
        assertThat(convert("email", text)).contains(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mia@example.com\u00a0",
                "\ufeffmia@example.com",
                "mia@example.com\u200b",
                "mi\u00ada@example.com"
            })
    void emailIsSentWithoutWhatNobodySees(String text) {
        assertThat(convert("email", text)).contains("mia@example.com");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "mia\u00a0ortiz@example.com",
                "mia",
                "mia@",
                "@example.com",
                "mia@example",
                "mia@@example.com",
                "mia@exa@mple.com",
                "mia@.example.com",
                "mia@example..com",
                "mia@example.com.",
                "mia ortiz@example.com",
                "Mia <mia@example.com>",
                "mia@example.com,bo@example.com",
                "b58996c504c5638798eb6b511e6f49af"
            })
    void whatNoMailCouldBeSentToIsNoEmail(String text) {
        assertThat(convert("email", text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"3,3", "' 42 ',42", "3.0,3", "-7.00,-7", "1e3,1000", "12345678901234567890,12345678901234567890"})
    void integerIsAWholeNumber(String text, String number) {
        assertThat(convert("integer", text)).map(Object::toString).contains(number);
        assertThat(convert("integer", new BigDecimal(text.strip())))
                .map(Object::toString)
                .contains(number);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"3.5", "", "three", "NaN", "1e999999999", "1e-3"})
    void whatHasAFractionIsNoInteger(String text) {
        assertThat(convert("integer", text)).isEmpty();
    }

    @Test
    void sha256IsThatOfTheTextWithoutBlanksAroundIt() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertThat(convert("sha256", "abc")).contains(abc);
        assertThat(convert("sha256", "  abc\n")).contains(abc);
        assertThat(convert("sha256", 42)).isEqualTo(convert("sha256", "42"));
        assertThat(convert("sha256", List.of("abc", "d"))).isEmpty();
    }

    @Test
    void upperCaseTakesTextsOnly() {
        assertThat(convert("upper-case", "eur")).contains("EUR");
        assertThat(convert("upper-case", 7)).isEmpty();
    }

    private static Optional<Object> convert(String conversion, Object value) {
        return conversion(conversion).apply(value);
    }

    private static Conversion conversion(String name) {
        return Conversions.KNOWN.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
