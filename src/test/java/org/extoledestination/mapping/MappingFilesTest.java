package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MappingFilesTest {
    private static final String CONVERSIONS = "email, flag, lower-case, money, number, text, time";

    @TempDir
    Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                one(
                        "an unknown key at the top",
                        "mapping.yaml:3  sned: there is no such key. Known: when, send, data,"
                                + " rest, drop, only, unique, mode",
                        """
                        when: { type: track }
                        send: conversion
                        sned: conversion
                        """),
                one(
                        "an unknown key of when",
                        "mapping.yaml:1  when.name: there is no such key. Known: type, event",
                        """
                        when: { type: track, name: x }
                        send: conversion
                        """),
                one(
                        "an unknown key of a field",
                        "mapping.yaml:4  data.plan.form: there is no such key. Known: from, value,"
                                + " default, as, required, max, otherwise",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { value: free, form: properties.plan }
                        """),
                one("a key given twice", "mapping.yaml:3  send: the key is given twice", """
                        when: { type: track }
                        send: conversion
                        send: registration
                        """),
                one(
                        "an unknown conversion",
                        "mapping.yaml:6  data.cart_value.as: 'amount' is not a conversion. Known: " + CONVERSIONS,
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          cart_value:
                            from: properties.total
                            as: amount
                        """),
                one("a broken JSONPath", "mapping.yaml:4  data.plan.from: 'properties[' is not a JSONPath: ", """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: [properties.plan, 'properties['] }
                        """),
                one("an empty path", "mapping.yaml:4  data.plan.from: a text is expected here", """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: '' }
                        """),
                one(
                        "a path that ends too early",
                        "mapping.yaml:4  data.plan.from: 'properties.' is not a JSONPath: ",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: properties. }
                        """),
                one("a level without a text as key", "mapping.yaml:3  data: a text is expected here", """
                        when: { type: track }
                        send: conversion
                        data: { [a]: { from: userId } }
                        """),
                one("a broken JSONPath as the name", "mapping.yaml:2  send: '$.[' is not a JSONPath: ", """
                        when: { type: track }
                        send: $.[
                        """),
                one("no when", "mapping.yaml:1  'when' is missing", "send: conversion"),
                one("no type", "mapping.yaml:2  when: 'type' is missing", """
                        send: conversion
                        when: { event: x }
                        """),
                one("no send", "mapping.yaml:1  'send' is missing", "when: { type: track }"),
                one(
                        "a type that Segment does not have",
                        "mapping.yaml:1  when.type: 'purchase' is not a type of"
                                + " Segment's. Known: alias, group, identify, page, screen, track",
                        """
                        when: { type: purchase }
                        send: conversion
                        """),
                one(
                        "an event name without a track",
                        "mapping.yaml:1  when.event: only a track has an event name. Leave"
                                + " 'event' out, or write type: track",
                        """
                        when: { type: page, event: Home }
                        send: viewed
                        """),
                one("no event in the list", "mapping.yaml:1  when.event: the list is empty", """
                        when: { type: track, event: [] }
                        send: conversion
                        """),
                one(
                        "the same event twice in one file",
                        "mapping.yaml:1  when.event: 'x' is already mapped by" + " mapping.yaml:1",
                        """
                        when: { type: track, event: [x, x] }
                        send: conversion
                        """),
                one(
                        "a name that Extole would not take",
                        "mapping.yaml:2  send: Extole takes no event by this name. A" + " name has 2 to 200",
                        """
                        when: { type: track }
                        send: a/b
                        """),
                one("a send without text", "mapping.yaml:2  send: a text is expected here", """
                        when: { type: track }
                        send:
                        """),
                one(
                        "a field without source",
                        "mapping.yaml:4  data.plan: either 'from' (a path, or a list of paths) or"
                                + " 'value' (a constant) is expected here",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { required: true }
                        """),
                one("a field with two sources", "mapping.yaml:4  data.plan: either 'from'", """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: userId, value: x }
                        """),
                one("a constant with a default", "mapping.yaml:4  data.plan: a constant is always there", """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { value: x, default: y }
                        """),
                one(
                        "a field that is no set of keys",
                        "mapping.yaml:4  data.plan: keys with values are expected here",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: properties.plan
                        """),
                one(
                        "a default that its conversion cannot take",
                        "mapping.yaml:4  data.total.default: this is not an" + " amount such as 42.5 or 1,234.50",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          total: { from: properties.total, as: money, default: none }
                        """),
                one(
                        "required that is neither true nor false",
                        "mapping.yaml:4  data.plan.required: 'yes' is not true or" + " false. Known: true, false",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: properties.plan, required: yes }
                        """),
                one(
                        "a length that is no number",
                        "mapping.yaml:4  data.plan.max: a whole number above 0 is expected",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: properties.plan, max: 0 }
                        """),
                one(
                        "an unknown way out",
                        "mapping.yaml:4  data.plan.otherwise: 'drop' is not known here. Known: skip",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: properties.plan, otherwise: drop }
                        """),
                one(
                        "a rest that is more than names",
                        "mapping.yaml:3  rest: 'properties.*' is expected to be made of"
                                + " names alone, such as properties.products",
                        """
                        when: { type: track }
                        send: conversion
                        rest: properties.*
                        """),
                one(
                        "a drop without its reason",
                        "mapping.yaml:5  drop.properties.products: a text is expected here",
                        """
                        when: { type: track }
                        send: conversion
                        rest: properties
                        drop:
                          properties.products:
                        """),
                one(
                        "a drop of a filter",
                        "mapping.yaml:5  drop.properties[*].x: 'properties[*].x' is expected to be made"
                                + " of names alone",
                        """
                        when: { type: track }
                        send: conversion
                        rest: properties
                        drop:
                          properties[*].x: No program reads it.
                        """),
                one(
                        "only without rest",
                        "mapping.yaml:4  only: it says what of 'rest' goes out, and there is no 'rest'",
                        """
                        when: { type: track }
                        send: conversion
                        only:
                          properties.plan: A program reads it.
                        """),
                one("only that names nothing", "mapping.yaml:4  only: it names no path", """
                        when: { type: track }
                        send: conversion
                        rest: properties
                        only: {}
                        """),
                one(
                        "a unique key that data does not have",
                        "mapping.yaml:5  unique: 'order_id' is not a key of data." + " Known: plan",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { value: free }
                        unique: order_id
                        """),
                one("an unknown mode", "mapping.yaml:3  mode: 'fast' is not a mode. Known: async, sync", """
                        when: { type: track }
                        send: conversion
                        mode: fast
                        """),
                one("a list instead of keys", "mapping.yaml:1  keys with values are expected here", "- when"),
                one("a tab", "mapping.yaml:3  a tab stands before the text. YAML is indented with blanks only", """
                        when: { type: track }
                        data:
                        \tplan: { value: free }
                        """),
                one(
                        "what is not YAML",
                        "mapping.yaml:2  the file is not YAML: mapping values are not allowed here, column" + " 10",
                        """
                        when: { type: track }
                        send: a b: c
                        """),
                one(
                        "a character that YAML forbids",
                        "mapping.yaml  the file is not YAML: special characters are not allowed",
                        "send: \u0007"),
                one("an empty file", "mapping.yaml  the file is empty", "# nothing yet\n"));
    }

    private static Arguments one(String name, String mistake, String text) {
        return Arguments.of(name, mistake, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void everyMistakeNamesFileLineAndWhatIsKnown(String name, String mistake, String text) throws IOException {
        write("mapping.yaml", text);

        MappingMistakesException actual = mistakesOf(folder);

        assertThat(actual).as(name).hasMessageContaining("\n- " + mistake);
    }

    @Test
    void allMistakesOfAllFilesAreToldAtOnce() throws IOException {
        write("a.yaml", "when: { type: track, event: Order }\nsend: a/b\nmode: fast\n");
        write("b.yaml", "when: { type: track, event: [Ordered, Order] }\nsend: order\n");
        write("c.yaml", "");

        MappingMistakesException actual = mistakesOf(folder);

        assertThat(actual.mistakes()).hasSize(4);
        assertThat(actual).hasMessage("4 mistakes in " + folder + """

                - a.yaml:2  send: Extole takes no event by this name. A name has 2 to 200 of the characters 0-9 a-z A-Z _ . - \
                and blanks between them
                - a.yaml:3  mode: 'fast' is not a mode. Known: async, sync
                - b.yaml:1  when.event: 'Order' is already mapped by a.yaml:1
                - c.yaml  the file is empty""");
    }

    @Test
    void twoFilesForOneTypeAreAMistakeThatNamesBoth() throws IOException {
        write("people.yaml", "when: { type: identify }\nsend: identify\n");
        write("persons.yaml", "send: identify\nwhen: { type: identify }\n");

        MappingMistakesException actual = mistakesOf(folder);

        assertThat(actual)
                .hasMessageContaining("1 mistake in")
                .hasMessageContaining("- persons.yaml:2  when.type: 'identify' is already mapped by people.yaml:1");
    }

    @Test
    void missingFolderIsAMistake() {
        Path missing = folder.resolve("missing");

        assertThat(mistakesOf(missing)).hasMessageContaining("- " + missing + "  there is no such folder");
    }

    @Test
    void folderWithoutMappingFilesIsAMistake() throws IOException {
        write("README.md", "Mappings go here.");
        write(".hidden.yaml", "not: read");
        Files.createDirectory(folder.resolve("inner.yaml"));

        assertThat(mistakesOf(folder)).hasMessageContaining("- " + folder + "  there is no mapping file in it");
    }

    @Test
    void fileThatWouldBeOverlookedIsAMistake() throws IOException {
        write("mapping.yml", "when: { type: track }\nsend: $.event\n");

        assertThat(mistakesOf(folder)).hasMessageContaining("- mapping.yml  the file would not be read.");
    }

    @Test
    void fileThatIsNotUtf8IsAMistake() throws IOException {
        Files.write(folder.resolve("mapping.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9, '\n'});

        assertThat(mistakesOf(folder)).hasMessageContaining("- mapping.yaml  the file is not written in UTF-8");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static MappingMistakesException mistakesOf(Path folder) {
        return catchThrowableOfType(
                MappingMistakesException.class,
                () -> Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty())));
    }
}
