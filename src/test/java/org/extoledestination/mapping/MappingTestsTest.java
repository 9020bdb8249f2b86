package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.platform.files.Mistake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Tests that are folders: a new case is a new folder, and no Java. */
class MappingTestsTest {
    private static final Path SHIPPED = Path.of("config/mappings");
    private static final MappingSettings SEND = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
    private static final Mappings MAPPINGS = Mappings.read(SHIPPED, SEND);
    private static final List<Mistake> FAILED = MappingTests.run(SHIPPED.resolve("tests"), MAPPINGS);

    @TempDir
    private Path folder;

    private Path test;

    @BeforeEach
    void makeATest() throws IOException {
        test = Files.createDirectories(folder.resolve("tests/plan-goes-out"));
        write("segment.json", """
                {"type": "identify", "userId": "u-1", "timestamp": "2026-11-23T10:00:00Z",
                 "traits": {"plan": "free", "size": 1.50}}
                """);
    }

    static List<String> shippedTests() throws IOException {
        try (Stream<Path> folders = Files.list(SHIPPED.resolve("tests"))) {
            return folders.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shippedTests")
    void shippedFilesMapAsTheirTestsSay(String name) {
        assertThat(FAILED)
                .filteredOn(mistake -> mistake.file().contains("/" + name))
                .isEmpty();
    }

    /** Else what is right in one environment would refuse every edit in another. */
    @Test
    void testsHoldWhateverTheEnvironmentSets() {
        MappingSettings strict = MappingSettings.of(new Binder(new MapConfigurationPropertySource(Map.of(
                "mapping.anonymous", "dead-letter",
                "mapping.event-names", "strict",
                "mapping.container", "test",
                "mapping.send-ip-address", "false",
                "mapping.max-request-size", "4KB"))));

        assertThat(MappingTests.run(SHIPPED.resolve("tests"), Mappings.read(SHIPPED, strict)))
                .isNotEmpty();
        assertThat(MappingTests.run(SHIPPED.resolve("tests"), Mappings.read(SHIPPED, strict.forTests())))
                .isEmpty();
    }

    @Test
    void everyShippedFileHasATest() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(shippedTests())
                            .as("a test of %s", file.getFileName())
                            .anyMatch(name -> isSentBy(name, file)));
        }
    }

    private static boolean isSentBy(String name, Path file) {
        try {
            Path segment = SHIPPED.resolve("tests").resolve(name).resolve("segment.json");
            LocatedJson event = LocatedJson.read(Files.readString(segment));
            return MAPPINGS.explain(LocatedJson.map(event.root()))
                    .file()
                    .equals(Optional.of(file.getFileName().toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsAsExpectedIsNoMistake() {
        write("extole.json", """
                {"event_name": "identify", "event_time": "2026-11-23T10:00:00.000Z",
                 "data": {"size": 1.50, "plan": "free", "partner_user_id": "u-1"}}
                """);

        assertThat(mistakes()).isEmpty();
    }

    @Test
    void aListIsComparedWithTheRequestsOfTheItemsToo() {
        String body = "{\"event_name\": \"%s\", \"event_time\": \"2026-11-23T10:00:00.000Z\", \"data\": {%s}}";
        write("segment.json", """
                {"type": "track", "event": "Order", "userId": "u", "timestamp": "2026-11-23T10:00:00Z",
                 "properties": {"products": [{"sku": "a"}, {"sku": "b"}]}}
                """);
        write(
                "extole.json",
                "[" + body.formatted("order", "\"n\": 1") + "," + body.formatted("item", "\"sku\": \"a\"") + ","
                        + body.formatted("item", "\"sku\": \"c\"") + "]");
        Path mappings = folder.resolve("mappings");
        for (String file : new String[] {
            "send: order\ndata: { n: { value: 1 } }", "each: properties.products\nsend: item\nrest: item"
        }) {
            try {
                Files.createDirectories(mappings);
                Files.writeString(
                        mappings.resolve(file.length() + ".yaml"), "when: { type: track, event: Order }\n" + file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        assertThat(MappingTests.run(folder.resolve("tests"), Mappings.read(mappings, SEND)))
                .extracting(Mistake::toString)
                .containsExactly(
                        "tests/plan-goes-out/extole.json  [2].data.sku: \"c\" is expected, and the event has \"b\"");
    }

    @Test
    void everyDifferenceIsToldByItsKeyAndLine() {
        write("extole.json", """
                {"event_name": "signed up", "event_time": "2026-11-23T10:00:00.000Z",
                 "data": {
                   "size": 1.5,
                   "tier": "gold",
                   "partner_user_id": "u-1"
                 }}
                """);

        assertThat(mistakes())
                .containsExactly(
                        "tests/plan-goes-out/extole.json:1  event_name: \"signed up\" is expected, and the event has"
                                + " \"identify\"",
                        "tests/plan-goes-out/extole.json:3  data.size: 1.5 is expected, and the event has 1.50",
                        "tests/plan-goes-out/extole.json:4  data.tier: \"gold\" is expected, and the event has nothing"
                                + " there",
                        "tests/plan-goes-out/extole.json:2  data.plan: the event has \"free\" there, and the file does"
                                + " not expect it");
    }

    @Test
    void anotherOutcomeIsToldInPlainWords() {
        write("refused.json", "{\"code\": \"missing_field\"}");

        assertThat(mistakes())
                .containsExactly("tests/plan-goes-out/refused.json  the event is expected to be refused: missing_field,"
                        + " but it is sent as 'identify'");
    }

    @Test
    void aRefusalIsToldWithItsReason() {
        write(
                "segment.json",
                "{\"type\": \"track\", \"event\": \"Order Completed\", \"userId\": \"u-1\", \"properties\": {\"total\": \"much\"}}");
        write("skipped.json", "{\"reason\": \"no-mapping\"}");

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith(
                        "tests/plan-goes-out/skipped.json  the event is expected to be skipped: no-mapping, but it is"
                                + " refused: bad_value: conversion.yaml, data.cart_value: what stands at properties.total is not");
    }

    @Test
    void theReasonOfARefusalIsComparedOnlyIfItIsGiven() {
        write(
                "segment.json",
                "{\"type\": \"track\", \"event\": \"Order Completed\", \"userId\": \"u-1\", \"properties\": {\"total\": \"much\"}}");
        write("refused.json", "{\"code\": \"bad_value\", \"reason\": \"because\"}");

        assertThat(mistakes())
                .singleElement()
                .asString()
                .contains(
                        "refused.json:1  reason: \"because\" is expected, and the event has \"conversion.yaml, data.");
    }

    @Test
    void aTestThatExpectsNothingOrTooMuchIsAMistake() {
        assertThat(mistakes())
                .containsExactly("tests/plan-goes-out  exactly one of extole.json, skipped.json, refused.json is"
                        + " expected: what becomes of the event");

        write("extole.json", "{}");
        write("skipped.json", "{}");

        assertThat(mistakes()).singleElement().asString().contains("exactly one of");
    }

    @Test
    void aTestWithoutAnEventOrWithAForeignFileIsAMistake() throws IOException {
        Files.delete(test.resolve("segment.json"));
        write("extol.json", "{}");

        assertThat(mistakes())
                .containsExactly(
                        "tests/plan-goes-out/extol.json  no test reads this file. Known: segment.json, extole.json,"
                                + " skipped.json, refused.json",
                        "tests/plan-goes-out  segment.json is missing: the event");
    }

    @Test
    void whatIsNoJsonIsAMistakeWithItsLine() throws IOException {
        write("extole.json", "{\n\"event_name\": \"x\",,\n}");

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("tests/plan-goes-out/extole.json:2  the file is not JSON: ");

        write("extole.json", "[]");

        assertThat(mistakes()).containsExactly("tests/plan-goes-out/extole.json:1  a JSON object is expected here");

        Files.write(test.resolve("extole.json"), "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(mistakes())
                .singleElement()
                .asString()
                .startsWith("tests/plan-goes-out/extole.json  the file cannot be read as UTF-8: ");
    }

    @Test
    void withoutAFolderThereAreNoTests() {
        assertThat(MappingTests.run(folder.resolve("none"), MAPPINGS)).isEmpty();
    }

    private List<String> mistakes() {
        return MappingTests.run(folder.resolve("tests"), MAPPINGS).stream()
                .map(Mistake::toString)
                .toList();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(test.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
