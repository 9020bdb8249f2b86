package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.extoledestination.support.Persons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MappingFilesTest {
    private static final String CONVERSIONS =
            "email, flag, id, integer, ip-address, lower-case, money, number, sha256, text, time, upper-case";

    private static final String LOOK_UP = """
            when: { type: track }
            send: conversion
            data:
              plan: { from: { look-up: properties.plan, in: %s } }
            """;

    @TempDir
    Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                one(
                        "an unknown key at the top",
                        "mapping.yaml:3  sned: there is no such key. Known: when, send, each, data,"
                                + " rest, drop, only, unique, mode",
                        """
                        when: { type: track }
                        send: conversion
                        sned: conversion
                        """),
                one(
                        "an unknown key of when",
                        "mapping.yaml:1  when.name: there is no such key. Known: type, event, computation, key",
                        """
                        when: { type: track, name: x }
                        send: conversion
                        """),
                one(
                        "an unknown key of a field",
                        "mapping.yaml:4  data.plan.form: there is no such key. Known: from, value,"
                                + " default, as, required, max, longer, otherwise, not",
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
                one(
                        "no key of a person",
                        "mapping.yaml:4  data.plan.from: 'person.phone' is not known here. Known: person.userId,"
                                + " person.email, person.anonymousId",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: [userId, person.phone] }
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
                one(
                        "items of events without a name",
                        "mapping.yaml:2  each: it makes more requests of events of a name, beside those of their own file."
                                + " Write when: {type: track, event: ...}",
                        """
                        when: { type: track }
                        each: properties.products
                        send: bought
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
                field(
                        "two ways to make a value",
                        "from: exactly one of first-word, join, look-up, minus, other-words, sum,"
                                + " text, times is expected here",
                        "from: { join: a, sum: b }"),
                field("no way to make a value", "from: exactly one of", "from: { each: a }"),
                field(
                        "an unknown way to make a value",
                        "from.joined: there is no such key. Known: first-word, join",
                        "from: { joined: a }"),
                field(
                        "a key of another way",
                        "from.each: it has no meaning beside 'text'",
                        "from: { text: '${userId}', each: a }"),
                field(
                        "a broken path in a list",
                        "from.each: 'sku[' is not a JSONPath",
                        "from: { join: a, each: [id, 'sku['] }"),
                field(
                        "a broken path among the amounts",
                        "from.times: 'b[' is not a JSONPath",
                        "from: { times: [a, 'b['] }"),
                field("no amounts", "from.times: the list is empty", "from: { times: [] }"),
                field(
                        "a text without a value",
                        "from.text: a text with values in it is expected here",
                        "from: { text: plan }"),
                field(
                        "a value that is not closed",
                        "from.text: a text with values in it",
                        "from: { text: '${a} ${b' }"),
                field("a broken path in a text", "from.text: 'a[' is not a JSONPath", "from: { text: '${a[}' }"),
                field(
                        "an amount as it is",
                        "data.plan: what is reckoned is an amount. Write as: money, as: number, as: integer",
                        "from: { times: [a, 2] }"),
                field("a table without a name", "from: 'in' is missing", "from: { look-up: a }"),
                field("a table that is not there", "from.in: there is no file ", "from: { look-up: a, in: none.csv }"),
                field("a table elsewhere", "from.in: the name of a file in ", "from: { look-up: a, in: ../plans.csv }"),
                field(
                        "a table of another kind",
                        "from.in: the name of a file in ",
                        "from: { look-up: a, in: plans.xlsx }"),
                field("no text that stands for nothing", "data.plan.not: the list is empty", "from: a, not: []"),
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
                one(
                        "a type of a list that Segment does not have",
                        "mapping.yaml:1  when.type: 'purchase' is not a type of Segment's. Known: alias, group, identify,"
                                + " page, screen, track",
                        """
                        when: { type: [track, purchase] }
                        send: conversion
                        """),
                one(
                        "an event name of more than tracks",
                        "mapping.yaml:1  when.event: only a track has an event name. Leave 'event' out, or write type:"
                                + " track",
                        """
                        when: { type: [identify, track], event: Order }
                        send: conversion
                        """),
                one(
                        "an unknown computation",
                        "mapping.yaml:1  when.computation: 'journey' is not a computation of Engage's. Known: audience,"
                                + " trait",
                        """
                        when: { type: identify, computation: journey }
                        send: identify
                        """),
                one(
                        "a computation of a page",
                        "mapping.yaml:1  when.computation: only identify and track carry a computation. Write type:"
                                + " identify, type: track, or both",
                        """
                        when: { type: page, computation: audience }
                        send: identify
                        """),
                one(
                        "a computation with an event name",
                        "mapping.yaml:1  when.event: an event of Engage's is told by its computation, not by its name."
                                + " Leave 'event' or 'computation' out",
                        """
                        when: { type: track, event: Audience Entered, computation: audience }
                        send: entered
                        """),
                one(
                        "a key without a computation",
                        "mapping.yaml:1  when.key: only a computation has a key. Write computation: audience or"
                                + " computation: trait as well",
                        """
                        when: { type: track, key: vip }
                        send: entered
                        """),
                one(
                        "the same audience twice",
                        "mapping.yaml:3  when.key: 'vip' of identify is already mapped by mapping.yaml:3",
                        """
                        when:
                          { type: identify, computation: audience,
                            key: [vip, vip] }
                        send: identify
                        """),
                one(
                        "a dropped audience in a file for all",
                        "mapping.yaml:4  drop.audience.vip: this names an audience of Engage's, and the file is not for"
                                + " them. Write computation: audience into 'when'",
                        """
                        when: { type: identify }
                        send: identify
                        drop:
                          audience.vip: Nobody reads it.
                        """),
                one(
                        "a trait in a file for audiences",
                        "mapping.yaml:4  only.trait.ltv: this names a computed trait of Engage's, and the file is for"
                                + " computation: audience. Write audience.<key>",
                        """
                        when: { type: identify, computation: audience }
                        send: identify
                        only:
                          trait.ltv: A program reads it.
                        """),
                one(
                        "a dropped audience without a key",
                        "mapping.yaml:4  drop.audience.: a key is expected behind 'audience.'",
                        """
                        when: { type: identify, computation: audience }
                        send: identify
                        drop:
                          audience.: Nobody reads it.
                        """),
                one(
                        "a function that no JSONPath has",
                        "mapping.yaml:4  data.plan.from: '$.properties.foo()' is not a JSONPath: there is no function"
                                + " 'foo'. Known: append, avg, concat, first, index, keys, last, length, max, min, size,"
                                + " stddev, sum",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          plan: { from: $.properties.foo() }
                        """),
                one(
                        "a function that no JSONPath has as the name",
                        "mapping.yaml:2  send: '$.upper(event)' is not a JSONPath: there is no function 'upper'.",
                        """
                        when: { type: track }
                        send: $.upper(event)
                        """),
                one(
                        "a hashed e-mail address",
                        "mapping.yaml:4  data.email.as: Extole reads e-mail addresses in clear only, and can do nothing"
                                + " with a hashed one. Write as: email, or give the field another name",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          email: { from: properties.email, as: sha256 }
                        """),
                one(
                        "an unknown way with long values",
                        "mapping.yaml:4  data.id.longer: 'trim' is not known here. Known: cut, hash, refuse",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: userId, max: 38, longer: trim }
                        """),
                one(
                        "longer without max",
                        "mapping.yaml:4  data.id.longer: it says what becomes of a value longer than 'max', and there is"
                                + " no 'max'",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: userId, longer: hash }
                        """),
                one(
                        "a hash that is too short",
                        "mapping.yaml:4  data.id.longer: a hash needs a 'max' of 16 at least, to tell values apart",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: userId, max: 8, longer: hash }
                        """),
                one(
                        "an unknown key of rest",
                        "mapping.yaml:3  rest.path: there is no such key. Known: from, names, flatten, prefix",
                        """
                        when: { type: track }
                        send: conversion
                        rest: { from: traits, path: traits }
                        """),
                one("a rest without its objects", "mapping.yaml:3  rest: 'from' is missing", """
                        when: { type: track }
                        send: conversion
                        rest: { names: snake_case }
                        """),
                one(
                        "an unknown naming",
                        "mapping.yaml:3  rest.names: 'camelCase' is not a way to write names. Known: as-is, snake_case",
                        """
                        when: { type: track }
                        send: conversion
                        rest: { from: traits, names: camelCase }
                        """),
                one(
                        "an unknown key of unique",
                        "mapping.yaml:5  unique.otherwise: there is no such key. Known: key, else",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: userId }
                        unique: { key: id, otherwise: messageId }
                        """),
                one(
                        "an unknown stand-in",
                        "mapping.yaml:5  unique.else: 'userId' is not known here. Known: messageId",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: properties.id }
                        unique: { key: id, else: userId }
                        """),
                one(
                        "a stand-in that is never used",
                        "mapping.yaml:5  unique.else: the field always has a value, or the event is refused, so the"
                                + " messageId would never be used. Leave 'required' and 'default' out of the field",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          id: { from: properties.id, required: true }
                        unique: { key: id, else: messageId }
                        """),
                one(
                        "a time of its own",
                        "mapping.yaml:4  data.event_time: Extole takes one time of an event, and gets Segment's 'timestamp'."
                                + " Leave the line out; a step of the route before the mapping may set another 'timestamp'",
                        """
                        when: { type: track }
                        send: conversion
                        data:
                          event_time: { from: properties.completed_at, as: time }
                        """),
                one(
                        "a drop of nothing that goes out",
                        "mapping.yaml:4  drop.phone: nothing that goes out stands there. 'rest' is what stands at traits,"
                                + " context.traits: write a path from there, with that in front",
                        """
                        when: { type: identify }
                        send: identify
                        rest: [traits, context.traits]
                        drop: { phone: Nobody calls. }
                        """),
                one(
                        "a drop without a rest",
                        "mapping.yaml:3  drop.context.ip: nothing that goes out stands there. There is no 'rest', so only"
                                + " 'data' goes out",
                        """
                        when: { type: track }
                        send: conversion
                        drop: { context.ip: Nobody asks. }
                        """),
                one(
                        "a drop of what data sends",
                        "mapping.yaml:7  drop.traits.phone: data.tel sends it all the same. Take that line out of 'data',"
                                + " or this one out of 'drop'",
                        """
                        when: { type: identify }
                        send: identify
                        data:
                          tel: { from: [traits.tel, traits.phone] }
                        rest: traits
                        drop:
                          traits.phone: Nobody calls.
                        """),
                one(
                        "an only of nothing",
                        "mapping.yaml:4  only.product_id: nothing of 'rest' stands there. 'rest' is what stands at"
                                + " properties: write a path from there, with that in front",
                        """
                        when: { type: track }
                        send: conversion
                        rest: properties
                        only: { product_id: Some are rewarded. }
                        """),
                one(
                        "a path instead of a name",
                        "mapping.yaml:2  send: every event would go out under this very name. If its name stands there,"
                                + " write $.properties.name",
                        """
                        when: { type: track }
                        send: properties.name
                        """),
                one(
                        "a path of one name instead of a name",
                        "mapping.yaml:2  send: every event would go out under this very name. If its name stands there,"
                                + " write $.event",
                        """
                        when: { type: track }
                        send: event
                        """),
                one(
                        "a file that was written by half",
                        "mapping.yaml:4  the file is not YAML: expected ',' or '}', but got <stream end>, column 1",
                        """
                        when: { type: track }
                        send: conversion
                        data: { plan: { from: properties.pl
                        """),
                one("a file of which the end is missing", "mapping.yaml:1  'send' is missing", """
                        when: { type: track }
                        """),
                one("a file without a single character", "mapping.yaml  the file is empty", ""),
                one("a file of comments", "mapping.yaml  the file is empty", "# nothing yet\n"));
    }

    /** A mistake in the one field of a file. */
    private static Arguments field(String name, String mistake, String keys) {
        String where = mistake.startsWith("data.") ? "" : "data.plan.";
        return one(name, "mapping.yaml:4  " + where + mistake, """
                when: { type: track }
                send: conversion
                data:
                  plan: { %s }
                """.formatted(keys));
    }

    private static Arguments one(String name, String mistake, String text) {
        return Arguments.of(name, mistake, text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one column        | plan\\na                   | 1  names of at least two columns are expected
            two of one name   | plan,name,name\\na,b,c     | 1  names of at least two columns are expected
            too few values    | plan,name\\na,b\\nc         | 3  2 values are expected, and there are 1
            too many values   | plan,name\\na,b,c          | 2  2 values are expected, and there are 3
            a key twice       | plan,name\\na,b\\na,c       | 3  the key stands in an earlier line too
            an open quotation | plan,name\\n"a,b           | 2  a quotation mark is not closed
            more than quoted  | plan,name\\n"a" x,b        | 2  a comma is expected behind the quotation mark
            """)
    void aMistakeInATableNamesItsLine(String name, String text, String mistake) throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write("tables/plans.csv", text.replace("\\n", "\n"));
        write("mapping.yaml", LOOK_UP.formatted("plans.csv"));

        assertThat(mistakesOf(folder)).as(name).hasMessageContaining("\n- tables/plans.csv:" + mistake);
    }

    @Test
    void aTableInYamlIsReadLikeAMapping() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write("tables/plans.yaml", "a: b\na: c\n");
        write("mapping.yaml", LOOK_UP.formatted("plans.yaml"));

        assertThat(mistakesOf(folder)).hasMessageContaining("\n- tables/plans.yaml:2  a: the key is given twice");
    }

    @Test
    void aTableThatFillsTheMemoryIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write("tables/plans.yaml", "a: " + "b".repeat(2_000_000));
        write("mapping.yaml", LOOK_UP.formatted("plans.yaml"));

        assertThat(mistakesOf(folder)).hasMessageContaining("\n- tables/plans.yaml  the table is larger than 2000000");
    }

    @Test
    void aColumnThatTheTableDoesNotHaveIsToldWithThoseThatItHas() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write("tables/plans.csv", "plan,name,tier\na,b,c\n");
        write("mapping.yaml", LOOK_UP.formatted("plans.csv, column: price"));

        assertThat(mistakesOf(folder))
                .hasMessageContaining("mapping.yaml:4  data.plan.from.column: 'price' is not a column of the table."
                        + " Known: name, tier");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void everyMistakeNamesFileLineAndWhatIsKnown(String name, String mistake, String text) throws IOException {
        write("mapping.yaml", text);

        MistakesException actual = mistakesOf(folder);

        assertThat(actual).as(name).hasMessageContaining("\n- " + mistake);
    }

    @Test
    void allMistakesOfAllFilesAreToldAtOnce() throws IOException {
        write("a.yaml", "when: { type: track, event: Order }\nsend: a/b\nmode: fast\n");
        write("b.yaml", "when: { type: track, event: [Ordered, Order] }\nsend: order\n");
        write("c.yaml", "");

        MistakesException actual = mistakesOf(folder);

        assertThat(actual.mistakes()).hasSize(4);
        assertThat(actual).hasMessage("4 mistakes in " + folder + """

                - a.yaml:2  send: Extole takes no event by this name. A name has 2 to 200 of the characters 0-9 a-z A-Z _ . - \
                and blanks between them
                - a.yaml:3  mode: 'fast' is not a mode. Known: async, sync
                - b.yaml:1  when.event: 'Order' is already mapped by a.yaml:1
                - c.yaml  the file is empty""");
    }

    @Test
    void twoFilesForOneEventInTwoSpellingsAreAMistakeThatNamesBoth() throws IOException {
        write("a.yaml", "when: { type: track, event: [Order Completed, order_completed] }\nsend: conversion\n");
        write("b.yaml", "when: { type: track, event: order-completed }\nsend: order\n");

        assertThat(mistakesOf(folder).mistakes())
                .extracting(Mistake::toString)
                .containsExactly(
                        "b.yaml:1  when.event: 'order-completed' is the same name as 'Order Completed', which is"
                                + " already mapped by a.yaml:1. Names are compared by their letters and digits alone, in any"
                                + " case");
    }

    @Test
    void twoFilesForOneTypeAreAMistakeThatNamesBoth() throws IOException {
        write("people.yaml", "when: { type: identify }\nsend: identify\n");
        write("persons.yaml", "send: identify\nwhen: { type: identify }\n");

        MistakesException actual = mistakesOf(folder);

        assertThat(actual)
                .hasMessageContaining("1 mistake in")
                .hasMessageContaining("- persons.yaml:2  when.type: 'identify' is already mapped by people.yaml:1");
    }

    /** Addresses, amounts and Segment's own ids have bounds of their own. */
    @Test
    void everyTextOfTheShippedFilesIsBounded() {
        List<String> unbounded = MappingFolder.read(Path.of("config/mappings"), Persons.KEYS).stream()
                .flatMap(mapping -> mapping.fields().stream()
                        .filter(field -> field.limits().longest() == Integer.MAX_VALUE)
                        .filter(field -> !Set.of("email", "ip-address", "money", "flag", "number", "integer", "time")
                                .contains(field.conversion().name()))
                        .filter(field -> !field.from().isEmpty() && !field.key().equals("segment_message_id"))
                        .map(field -> mapping.info().name() + ": " + field.key()))
                .toList();

        assertThat(unbounded).isEmpty();
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

    @Test
    void twoFilesForOneAudienceAreAMistakeThatNamesBoth() throws IOException {
        write("a.yaml", "when: { type: [identify, track], computation: audience }\nsend: identify\n");
        write("b.yaml", "send: entered\nwhen: { type: track, computation: audience }\n");
        write("c.yaml", "when: { type: track, computation: audience, key: vip }\nsend: entered\n");

        assertThat(mistakesOf(folder).mistakes())
                .extracting(Mistake::toString)
                .containsExactly("b.yaml:2  when.computation: 'audience' of track is already mapped by a.yaml:1");
    }

    @Test
    void folderThatLooksLikeAFileIsAMistake() throws IOException {
        write("any.yaml", "when: { type: track }\nsend: $.event\n");
        Files.createDirectory(folder.resolve("x.yaml"));

        assertThat(mistakesOf(folder).mistakes())
                .extracting(Mistake::toString)
                .containsExactly("x.yaml  this is a folder, and its files would not be read. Move them up, or give it a"
                        + " name without .yaml");
    }

    @Test
    void linksInACircleAndLinksToNothingAreMistakes() throws IOException {
        write("any.yaml", "when: { type: track }\nsend: $.event\n");
        Files.createSymbolicLink(folder.resolve("loop.yaml"), Path.of("pool.yaml"));
        Files.createSymbolicLink(folder.resolve("pool.yaml"), Path.of("loop.yaml"));
        Files.createSymbolicLink(folder.resolve("stray.yaml"), Path.of("nowhere.yaml"));

        assertThat(mistakesOf(folder).mistakes())
                .extracting(Mistake::toString)
                .containsExactlyInAnyOrder(
                        "loop.yaml  the link leads to no file. Mend it, or remove it",
                        "pool.yaml  the link leads to no file. Mend it, or remove it",
                        "stray.yaml  the link leads to no file. Mend it, or remove it");
    }

    @Test
    void linkToAFileIsRead() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("track");
        Files.writeString(elsewhere, "when: { type: track }\nsend: $.event\n");
        Files.createSymbolicLink(folder.resolve("any.yaml"), elsewhere);

        assertThat(Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty()))
                        .infos())
                .hasSize(1);
    }

    @Test
    void fileThatDisappearsWhileItIsReadIsAMistake() {
        List<Mistake> mistakes = new ArrayList<>();

        assertThat(YamlValue.read(folder.resolve("gone.yaml"), mistakes::add)).isEmpty();
        assertThat(mistakes)
                .extracting(Mistake::toString)
                .containsExactly(
                        "gone.yaml  the file disappeared while the folder was read. Put it back, or try again");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static MistakesException mistakesOf(Path folder) {
        return catchThrowableOfType(
                MistakesException.class,
                () -> Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty())));
    }
}
