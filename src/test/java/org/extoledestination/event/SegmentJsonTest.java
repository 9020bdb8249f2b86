package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentJsonTest {

    static Stream<String> outOfRange() {
        return Stream.of(
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "1E+99999999999",
                "1e2147483648",
                "1e999999999",
                "1e-999999999",
                "0e99999999999",
                "1e1001",
                "1.5e-1001",
                "9".repeat(1_001),
                "-" + "9".repeat(5_000),
                "9".repeat(5_000) + ".5");
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void aNumberOutOfRangeIsReadAndNotKept(String number) throws IOException {
        JsonNode both = tree("[{\"a\":{\"b\":[" + number + "]}},{\"a\":1}]");

        assertThatExceptionOfType(UnsoundNumberException.class).isThrownBy(() -> SegmentJson.written(both.get(0)));
        assertThat(SegmentJson.written(both.get(1))).isEqualTo("{\"a\":1}");
        assertThat(both.get(0).toString()).hasSizeLessThan(2_000);
    }

    /** Jackson keeps the names that it has read in one table for all; one that is full of one hash would stay broken. */
    @Test
    void namesOfOneHashHarmNobodyElse() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 3; round++) {
            String fresh = IntStream.range(0, 7_000)
                    .mapToObj(i -> letters(random, 9))
                    .collect(Collectors.joining("\":1,\"", "{\"", "\":1}"));
            tree(fresh);
            String alike = namesLikeUserId(random).collect(Collectors.joining("\":1,\"", "{\"", "\":1}"));
            tree(alike);

            for (int i = 0; i < 20; i++) {
                String honest = "{\"userId\":\"u-%d\",\"%s\":1}".formatted(i, letters(random, 8));
                assertThat(SegmentJson.written(tree(honest))).isEqualTo(honest);
                assertThat(SegmentJson.text(honest.getBytes(StandardCharsets.UTF_8), "userId"))
                        .hasValue("u-" + i);
            }
        }
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
    }

    /** 900 names of eight signs whose two halves make the sum that those of {@code userId} make. */
    private static Stream<String> namesLikeUserId(Random random) {
        int sum = mixed(0x75736572) + 33 * (0xffff0000 | 0x4964);
        int inverse =
                BigInteger.valueOf(33).modInverse(BigInteger.ONE.shiftLeft(32)).intValue();
        return Stream.generate(() -> letters(random, 4))
                .map(half -> {
                    int first = ByteBuffer.wrap(half.getBytes(StandardCharsets.US_ASCII))
                            .getInt();
                    byte[] second = ByteBuffer.allocate(4)
                            .putInt((sum - mixed(first)) * inverse)
                            .array();
                    return half + new String(second, StandardCharsets.ISO_8859_1);
                })
                .filter(name -> name.matches("[!-~&&[^\"\\\\]]{8}"))
                .distinct()
                .limit(900);
    }

    /** What Jackson makes of the first four signs of a name, but for the seed. */
    private static int mixed(int signs) {
        int mixed = signs + (signs >>> 15);
        return mixed ^ (mixed >>> 9);
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void theMapperOfRoutesRefusesItWithAnExceptionOfJackson(String number) {
        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(() -> SegmentJson.mapper().readValue("{\"a\":{\"b\":[" + number + "]}}", Map.class));
        assertThatExceptionOfType(JsonProcessingException.class)
                .isThrownBy(() -> SegmentJson.mapper().readTree("{\"a\":" + number + "}"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void theMapperOfFilesHandsOnAnotherOutOfRange(String number) throws IOException {
        String handedOn =
                SegmentJson.ofFiles().writeValueAsString(SegmentJson.ofFiles().readTree("{\"a\":" + number + "}"));

        assertThatExceptionOfType(UnsoundNumberException.class).isThrownBy(() -> SegmentJson.written(tree(handedOn)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "42.50", "1E+400", "1E-400", "1E+1000", "9007199254740993", "123456789.123456789"})
    void otherNumbersStayAsTheyAre(String number) throws IOException {
        String json = "{\"a\":" + number + "}";

        assertThat(SegmentJson.written(tree(json))).isEqualTo(json);
        assertThat(SegmentJson.mapper().writeValueAsString(SegmentJson.mapper().readValue(json, Map.class)))
                .isEqualTo(json);
    }

    @Test
    void aThousandDigitsAreKept() throws IOException {
        String json = "{\"a\":" + "9".repeat(1_000) + "}";

        assertThat(SegmentJson.written(tree(json))).isEqualTo(json);
    }

    @Test
    void longNamesAreReadAndNotHoarded() throws IOException {
        String long1 = "n".repeat(60_000);
        assertThat(tree("{\"" + long1 + "\":1}").has(long1)).isTrue();
        assertThat(SegmentJson.mapper().readTree("{\"" + long1 + "\":1}").has(long1))
                .isTrue();

        long before = allocated();
        for (int i = 0; i < 500; i++) {
            tree("{\"" + i + "n".repeat(16_000) + "\":1}");
        }

        // Jackson's table of names is copied with each new one in it: some gigabytes.
        assertThat(allocated() - before).isLessThan(300_000_000);
    }

    @Test
    void aTextWithAByteOrderMarkIsReadWhateverItHolds() throws IOException {
        assertThat(tree("\uFEFF{\"a\":1}").path("a").intValue()).isEqualTo(1);
        assertThat(tree("\uFEFF{\"a\":1,\"b\":1e99999999999}").path("a").intValue())
                .isEqualTo(1);
    }

    @Test
    void bytesThatAreNoUtf8AreNoJsonWhateverStandsBeside() {
        byte[] text = "{\"b\":1e99999999999,\"a\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        text[
                IntStream.range(0, text.length)
                        .filter(i -> text[i] == '?')
                        .findFirst()
                        .orElseThrow()] = (byte) 0xff;

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> SegmentJson.tree(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x10", "1e", "--1"})
    void whatIsNoNumberIsNoJson(String token) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> tree("{\"a\":" + token + "}"));
    }

    private static JsonNode tree(String text) throws IOException {
        return SegmentJson.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
