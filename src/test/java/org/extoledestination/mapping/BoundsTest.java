package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.event.SegmentJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** However much a mapping would make of an event, what it makes is bounded, and so is what it takes to find that out. */
class BoundsTest {
    private static final MappingSettings SETTINGS = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
    private static final long LARGEST = SETTINGS.maxRequestSize().toBytes();
    private static final String FLAT = "when: { type: identify }\nsend: identify\nrest: traits\n";

    @TempDir
    private Path folder;

    @Test
    void oneLongNameOverThousandsOfLeavesIsRefusedWithoutBeingBuilt() {
        Map<String, Object> event = identify(Map.of("n".repeat(16_000), leaves(2_200)));
        Mappings shipped = Mappings.read(Path.of("config/mappings"), SETTINGS);
        refusal(shipped, event);

        long before = allocated();
        UnmappableEventException refused = refusal(shipped, event);
        long took = allocated() - before;

        assertThat(refused.code()).isEqualTo("name_too_long");
        assertThat(refused.reason())
                .startsWith("identify.yaml")
                .contains("'drop'")
                .hasSizeLessThan(400);
        assertThat(took).isLessThan(1_000_000);
    }

    @Test
    void aNameOfTheGreatestLengthOverThousandsOfLeavesIsRefusedBySize() {
        Map<String, Object> event = identify(Map.of("n".repeat(990), leaves(2_200)));
        Mappings mappings = mappings(FLAT);
        refusal(mappings, event);

        long before = allocated();
        UnmappableEventException refused = refusal(mappings, event);
        long took = allocated() - before;

        assertThat(refused.code()).isEqualTo("request_too_large");
        assertThat(took).isLessThan(8 * LARGEST);
    }

    @Test
    void namesJoinedOverManyLevelsAreBoundedWhateverLiesBelow() {
        Object traits = leaves(1_000);
        for (int level = 0; level < 25; level++) {
            traits = Map.of("n".repeat(300), traits);
        }

        assertThat(refusal(mappings(FLAT), identify(traits)).code()).isEqualTo("name_too_long");
    }

    @Test
    void snakeCaseMakesNamesLongerAndTheyCountAsTheyAreWritten() {
        Mappings mappings = mappings(
                "when: { type: identify }\nsend: identify\nrest: { from: traits, names: snake_case, prefix: p_ }\n");

        assertThat(refusal(mappings, identify(Map.of("aB".repeat(340), 1))).code())
                .isEqualTo("name_too_long");
        assertThat(mappings.map(identify(Map.of("aB".repeat(300), 1)))).isInstanceOf(Mapped.Send.class);
    }

    @Test
    void aLongNameThatStaysHereHarmsNothing() {
        Mappings mappings =
                mappings("when: { type: identify }\nsend: identify\nrest: traits\nonly:\n  traits.a: It is meant.\n");

        assertThat(mappings.map(identify(Map.of("n".repeat(16_000), leaves(100), "a", 1))))
                .isInstanceOf(Mapped.Send.class);
    }

    @Test
    void moreNamesThanExtoleCouldWantAreRefused() {
        UnmappableEventException refused = refusal(mappings(FLAT), identify(leaves(Outgoing.MOST_NAMES + 1)));

        assertThat(refused.code()).isEqualTo("too_many_names");
        assertThat(refused.reason()).contains(String.valueOf(Outgoing.MOST_NAMES));
    }

    @Test
    void aNestedObjectSentUnderManyNamesCountsEachTime() {
        String fields = IntStream.range(0, 20)
                .mapToObj(number -> "  copy_" + number + ": { from: traits.big }\n")
                .collect(Collectors.joining());
        Mappings mappings = mappings("when: { type: identify }\nsend: identify\ndata:\n" + fields);

        assertThat(refusal(mappings, identify(Map.of("big", leaves(1_000)))).code())
                .isEqualTo("request_too_large");
    }

    @Test
    void controlCharactersCountAsTheSixBytesThatAreWritten() {
        Mappings mappings = mappings(FLAT);

        assertThat(refusal(mappings, identify(Map.of("a", "\u0001".repeat(30_000))))
                        .code())
                .isEqualTo("request_too_large");
        assertThat(mappings.map(identify(Map.of("a", "a".repeat(30_000))))).isInstanceOf(Mapped.Send.class);
    }

    @Test
    void valuesDeeperThanReadersReadAreRefused() {
        Object deep = 1;
        for (int level = 0; level < 990; level++) {
            deep = List.of(deep);
        }

        assertThat(refusal(mappings(FLAT), identify(Map.of("deep", deep))).code())
                .isEqualTo("nested_too_deep");
    }

    @Test
    void theKeyOfAnAudienceIsANameLikeAnyOther() {
        String key = "k".repeat(2_000);
        Map<String, Object> event = new HashMap<>(identify(Map.of(key, true)));
        event.put("context", Map.of("personas", Map.of("computation_class", "audience", "computation_key", key)));

        assertThat(refusal(Mappings.read(Path.of("config/mappings"), SETTINGS), event)
                        .code())
                .isEqualTo("name_too_long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"plain\",\"b\":[1,2.50,-3e100,true,null,{\"c\":\"d\"}],\"é\":\"é€😀\\u0001\\n\\\"\\\\/\"}",
                "{}",
                "{\"a\":{},\"b\":[],\"c\":[[[]]],\"d\":\"\"}",
                "{\"big\":123456789012345678901234567890,\"small\":0.000000000000001,\"e\":1E-300}"
            })
    void whatIsCountedIsNeverLessThanWhatIsWritten(String traits) throws JsonProcessingException {
        Outgoing outgoing = new Outgoing("any", LARGEST);
        Map<?, ?> values = SegmentJson.mapper().readValue(traits, Map.class);
        values.forEach((name, value) -> outgoing.put((String) name, value));
        long written = SegmentJson.mapper().writeValueAsBytes(outgoing.data()).length;

        assertThat(outgoing.bytes()).isBetween(written, written + 1_000);
    }

    @Test
    void theLimitIsASetting() {
        Mappings small =
                mappings(FLAT, new MappingSettings(AnonymousPolicy.SEND, Optional.empty(), DataSize.ofKilobytes(4)));

        assertThat(refusal(small, identify(Map.of("a", "a".repeat(5_000)))).code())
                .isEqualTo("request_too_large");
        assertThat(MappingSettings.of(binder("max-request-size", "64KB")).maxRequestSize())
                .isEqualTo(DataSize.ofKilobytes(64));
    }

    @ParameterizedTest
    @CsvSource({
        "max-request-size, 1KB",
        "max-request-size, 17MB",
        "max-request-size, -1",
        "max-request-size, much",
        "max-items, 0",
        "max-items, 1001",
        "max-items, many"
    })
    void aLimitOutOfRangeIsRefusedByItsName(String name, String value) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> MappingSettings.of(binder(name, value)))
                .withMessageContaining("mapping." + name);
    }

    @Test
    void howManyItemsMakeARequestIsASetting() {
        assertThat(MappingSettings.of(binder("max-items", "1000")).maxItems()).isEqualTo(1_000);
        assertThat(SETTINGS.maxItems()).isEqualTo(200);
    }

    @Test
    void anExplanationOfLongNamesIsBoundedToo() {
        Mappings mappings = mappings(FLAT);

        Explanation actual = mappings.explain(identify(Map.of("n".repeat(16_000), leaves(2_200))));

        assertThat(actual.refusal()).isPresent();
        assertThat(actual.left()).allSatisfy(left -> assertThat(left.path()).hasSizeLessThan(300));
    }

    private static Binder binder(String name, String value) {
        return new Binder(new MapConfigurationPropertySource(Map.of("mapping." + name, value)));
    }

    private static Map<String, Object> leaves(int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(number -> "k" + number, number -> number, (a, b) -> a, HashMap::new));
    }

    private static Map<String, Object> identify(Object traits) {
        return Map.of("type", "identify", "userId", "u", "messageId", "m", "traits", traits);
    }

    private Mappings mappings(String file) {
        return mappings(file, SETTINGS);
    }

    private Mappings mappings(String file, MappingSettings settings) {
        try {
            Files.writeString(folder.resolve("any.yaml"), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Mappings.read(folder, settings);
    }

    private static UnmappableEventException refusal(Mappings mappings, Map<String, Object> event) {
        return catchThrowableOfType(UnmappableEventException.class, () -> mappings.map(event));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
