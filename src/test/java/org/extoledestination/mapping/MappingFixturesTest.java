package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the fixtures: a new case is a new folder, and no Java. */
class MappingFixturesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/mapping");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Mappings mappings = Mappings.read(
            Path.of("config/mappings"),
            new MappingSettings(AnonymousPolicy.SEND, Optional.empty()),
            Clock.fixed(NOW, ZoneOffset.UTC));

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shippedFilesMapAsTheFixtureSays(String name) throws IOException {
        Path folder = FIXTURES.resolve(name);
        Path expected = Stream.of("extole.json", "refused.json", "skipped.json")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();

        String actual = outcome(read(folder.resolve("segment.json")));

        assertThat(actual).isEqualTo(expected.getFileName() + " " + pretty(read(expected)));
    }

    private String outcome(Map<String, Object> event) throws IOException {
        try {
            Mapped mapped = mappings.map(event);
            return mapped instanceof Mapped.Send send
                    ? "extole.json " + pretty(sent(send))
                    : "skipped.json " + pretty(Map.of("reason", ((Mapped.Skip) mapped).reason()));
        } catch (UnmappableEventException e) {
            Map<String, Object> refused = new LinkedHashMap<>();
            refused.put("code", e.code());
            refused.put("reason", e.reason());
            return "refused.json " + pretty(refused);
        }
    }

    private static Map<String, Object> sent(Mapped.Send send) {
        Map<String, Object> sent = new LinkedHashMap<>();
        sent.put("event_name", send.event().name());
        sent.put("event_time", UtcTime.of(send.event().time().toString()).orElseThrow());
        sent.put("data", send.event().data());
        return sent;
    }

    private static Map<String, Object> read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), new TypeReference<>() {});
    }

    private static String pretty(@Nullable Object value) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }
}
