package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.event.Computation;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors are told of mapping files, and what the application takes, are the same. */
class MappingSchemaTest {
    private static final Path FILE = Path.of("config/schema/mapping.schema.json");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNode TEXT = read(FILE);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT);

    @TempDir
    private Path folder;

    static List<Path> shippedFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("config/mappings"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static List<String> examples() throws IOException {
        Matcher blocks =
                Pattern.compile("(?ms)^```yaml\\n(.*?)^```$").matcher(Files.readString(Path.of("docs/mapping.md")));
        return blocks.results().map(block -> block.group(1)).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shippedFiles")
    void aShippedFileFollowsTheSchemaThatItNames(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text).startsWith("# yaml-language-server: $schema=../schema/mapping.schema.json\n");
        assertThat(mistakes(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfThePageFollowsTheSchema(String text) throws IOException {
        assertThat(mistakes(text)).isEmpty();
    }

    @Test
    void bothKnowTheSameKeys() {
        assertThat(keys("/properties")).containsExactlyElementsOf(MappingFile.KEYS);
        assertThat(keys("/$defs/when/properties")).containsExactlyElementsOf(WhenReader.KEYS);
        assertThat(keys("/$defs/field/properties")).containsExactlyElementsOf(DataReader.KEYS);
        assertThat(keys("/$defs/computed/properties")).containsExactlyElementsOf(SourceReader.KEYS);
        assertThat(keys("/$defs/rest/properties")).containsExactlyElementsOf(Rest.KEYS);
        assertThat(keys("/$defs/unique/properties")).containsExactlyElementsOf(Unique.KEYS);
    }

    private static <T> List<String> words(T[] known, Function<T, String> spelling) {
        return Stream.of(known).map(spelling).toList();
    }

    @Test
    void bothKnowTheSameWords() {
        assertThat(words("/$defs/when/properties/type/anyOf/0/enum")).isEqualTo(WhenReader.TYPES);
        assertThat(words("/$defs/when/properties/computation/enum"))
                .isEqualTo(words(Computation.Kind.values(), When::word));
        assertThat(TEXT.at("/$defs/field/properties/as/oneOf").findValuesAsText("const"))
                .isEqualTo(Conversions.KNOWN.stream().map(Conversion::name).toList());
        assertThat(words("/$defs/field/properties/longer/enum")).isEqualTo(words(Longer.values(), Longer::word));
        assertThat(words("/$defs/rest/properties/names/enum")).isEqualTo(words(Naming.values(), Naming::word));
        assertThat(words("/properties/mode/enum")).isEqualTo(words(SendMode.values(), SendMode::word));
        assertThat(words("/$defs/unique/properties/else/enum")).containsExactly(Unique.STAND_IN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "when: { type: purchase }\nsend: conversion",
                "when: { type: track }\nsend: conversion\nsned: conversion",
                "when: { type: track, name: x }\nsend: conversion",
                "when: { type: track, event: [] }\nsend: conversion",
                "when: { type: track, key: vip }\nsend: conversion",
                "when: { type: track, event: x, computation: audience }\nsend: conversion",
                "when: { type: track, computation: people }\nsend: conversion",
                "when: { type: track }",
                "send: conversion",
                "when: { type: track }\nsend: a/b",
                "when: { type: track }\nsend: conversion\nmode: fast",
                "when: { type: track }\nsend: conversion\ndata: { plan: { required: true } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, value: x } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { value: x, default: y } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, as: amount } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, max: 0 } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, longer: cut } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, otherwise: drop } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: userId, not: [] } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: [] } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: {} } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: { joined: a } } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: { join: a, text: '${b}' } } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: { text: '${b}', each: a } } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: { sum: a, with: b }, as: money } }",
                "when: { type: track }\nsend: conversion\ndata: { plan: { from: { look-up: a } } }",
                "when: { type: track }\nsend: conversion\nrest: { names: snake_case }",
                "when: { type: track }\nsend: conversion\nrest: { from: traits, names: camelCase }",
                "when: { type: track }\nsend: conversion\nrest: traits\ndrop: {}",
                "when: { type: track }\nsend: conversion\ndata: { a: { from: a } }\nunique: { key: a, else: b }"
            })
    void bothRefuseTheSameMistakes(String text) throws IOException {
        Files.writeString(folder.resolve("mapping.yaml"), text);

        assertThat(mistakes(text)).isNotEmpty();
        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(() -> Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty())));
    }

    private static List<Error> mistakes(String text) throws IOException {
        JsonNode file = YAML.readTree(text);
        return SCHEMA.validate(file == null ? MissingNode.getInstance() : file);
    }

    private static List<String> keys(String place) {
        List<String> keys = new ArrayList<>();
        TEXT.at(place).fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<String> words(String place) {
        List<String> words = new ArrayList<>();
        TEXT.at(place).forEach(word -> words.add(word.asText()));
        return words;
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
