package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keeps a name here keeps it here by whichever way the name comes about. */
class RestTest {
    private static final MappingSettings SEND = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());

    /** Each makes the name {@code secret_name} of the value {@code s}, or one that is the same to whom reads it. */
    private static final String WAYS = """
            {"secret_name": "s"}
            {"secretName": "s"}
            {"Secret Name": "s"}
            {"SECRET-NAME": "s"}
            {"secret_name\\u00a0": "s"}
            {"secret\\u200b_name": "s"}
            {"\\ufeffsecret_name": "s"}
            {"secret\\udb40\\udc41_name": "s"}
            {"secret.name": "s"}
            {"secret": {"name": "s"}}
            {"Secret": {"NAME": "s"}}
            {"secret_": {"name": "s"}}
            {"secret": {"na": {"me": "s"}}}
            {"secret": {"": {"name": "s"}}}
            {"secret\\u200b": {"name\\u2060": "s"}}
            {"secret": {"name": {"inside": "s"}}}
            {"secret": {"name": ["s"]}}
            """;

    @TempDir
    Path folder;

    static Stream<String> ways() {
        return WAYS.lines();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsDroppedOrHashedStaysHereHoweverItsNameComesAbout(String properties) {
        for (String rule : new String[] {
            "drop: { properties.secret_name: No. }",
            "drop: { properties.secretName: No. }",
            "drop: { properties.secret.name: No. }",
            "data: { hash: { from: properties.secret_name, as: sha256, otherwise: skip } }",
            "data: { hash: { from: properties.secret.name, as: sha256, otherwise: skip } }",
            "data: { hash: { from: { text: '${properties.secret_name}' }, as: sha256, otherwise: skip } }",
        }) {
            for (String shape : new String[] {
                "rest: properties",
                "rest: { from: properties, names: snake_case }",
                "rest: { from: properties, prefix: p_ }",
                "rest: { from: properties, flatten: false }",
                "rest: [context, properties]"
            }) {
                Map<String, Object> data = sent(rule + "\n" + shape, "{'properties':" + properties + "}");

                assertThat(data.toString()).as(rule + ", " + shape).doesNotContain("=s", "[s]");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aNameOfDataIsThatOfDataAlone(String properties) {
        for (String shape : new String[] {"rest: properties", "rest: { from: properties, names: snake_case }"}) {
            Map<String, Object> data =
                    sent("data: { secret_name: { value: mine } }\n" + shape, "{'properties':" + properties + "}");

            assertThat(data).containsEntry("secret_name", "mine");
            // A dot and a longer name make another name to Extole.
            assertThat(data.keySet()).isSubsetOf("secret_name", "secret.name", "secret_name_inside");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{'labels':'s'}",
                "{'LABELS':'s'}",
                "{'labels\u00a0':'s'}",
                "{'\u200blabels':'s'}",
                "{'la\u00adbels':'s'}",
                "{'labels\u3164':'s'}",
                "{'email':'s'}",
                "{'e_mail':'s'}",
                "{'E':{'mail':'s'}}",
                "{'partner':{'user':{'id':'s'}}}",
                "{'partner\u200b':{'userId':'s'}}",
                "{'event':{'time':'s'}}",
                "{'person':{'id':'s'}}",
                "{'required':{'labels':'s'}}",
                "{'client_domain':{'NAME':'s'}}",
                "{'container\ufe0f':'s'}",
                "{'\u200b':'s'}",
                "{'\u3164':{'\u00a0':'s'}}"
            })
    void whatExtoleTakesAsAnOrderIsSentByDataAlone(String properties) {
        assertThat(sent("rest: properties", "{'properties':" + properties + "}"))
                .isEmpty();
        assertThat(sent("rest: { from: properties, names: snake_case }", "{'properties':" + properties + "}"))
                .isEmpty();
    }

    @Test
    void aPrefixMakesNoOrder() {
        assertThat(sent("rest: { from: properties, prefix: partner_ }", "{'properties':{'userId':1,'user':{'id':2}}}"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} stays out of {1}")
    @CsvSource({
        "traits.phone,         traits",
        "traits.phone,         'traits, context.traits'",
        "traits.phone,         'context.traits, traits'",
        "context.traits.phone, 'traits, context.traits'",
        "traits.pho.ne,        'traits, context.traits'"
    })
    void theTraitsOfAnIdentifyStayHereInBothPlaces(String path, String roots) {
        String event = "{'type':'identify','traits':%s,'context':{'traits':{'phone':'s','pho':{'ne':'s'}}}}";
        for (String own : new String[] {"{}", "{'phone':'s'}", "{'Phone':'s'}"}) {
            for (String rule :
                    new String[] {"drop: { " + path + ": No. }", "data: { hash: { from: " + path + ", as: sha256 } }"
                    }) {
                assertThat(sent(rule + "\nrest: [" + roots + "]", event.formatted(own))
                                .values())
                        .as(rule)
                        .doesNotContain("s");
            }
        }
    }

    @Test
    void anObjectIsDroppedWithAllThatIsInIt() {
        assertThat(sent(
                        "drop: { context.device: No. }\nrest: [context.device, context.device.screen, context]",
                        "{'context':{'device':{'a':1,'screen':{'b':2}},'Device':{'c':3},'devices':4}}"))
                .isEqualTo(Map.of("devices", 4));
        assertThat(sent("drop: { properties: No. }\nrest: properties", "{'properties':{'a':1}}"))
                .isEmpty();
    }

    @Test
    void aNameThatOnlyBeginsAlikeGoesOut() {
        assertThat(sent(
                        "drop: { properties.share: No., properties.a.b: No. }\nrest: properties",
                        "{'properties':{'share_count':1,'share':{'x':2},'shared':3,'a':{'bc':4,'b':5},'ab_c':6}}"))
                .isEqualTo(Map.of("share_count", 1, "shared", 3, "a_bc", 4, "ab_c", 6));
    }

    /** {@code event -> what goes out beside the person's keys}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {'userId':'u','anonymousId':'a','context':{'traits':{'anonymousId':'a','userId':'u'}}} | {}
            {'userId':'u','anonymousId':'a','traits':{'anonymous_id':'a','User ID':'u'}}           | {}
            {'userId':'u','context':{'traits':{'anonymousId':'a'}}}                                | {}
            {'userId':'u','context':{'traits':{'AnonymousID':'a'}}}                                | {}
            {'userId':'u','traits':{'partnerAnonymousId':'a','partner_anonymous_id':'a'}}          | {}
            {'userId':'u','traits':{'user':{'id':'u'}}}                                            | {}
            {'userId':'7','traits':{'userId':7}}                                                   | {}
            {'userId':'u','traits':{'email':'e@x.org'},'context':{'traits':{'Email':'e@x.org'}}}   | {}
            {'userId':'u','traits':{'E-Mail':'e@x.org','email':'f@x.org'}}                         | {}
            {'userId':'u','context':{'traits':{'partnerUserId':'u','partner_user_id':'v'}}}        | {}
            {'userId':'u','anonymousId':'a','traits':{'anonymousId':'b','userId':'v'}}             | {anonymousId=b, userId=v}
            {'userId':'u','traits':{'anonymousId':'u','id':'u'}}                                   | {anonymousId=u, id=u}
            """)
    void theKeysOfAPersonAreSentOnce(String event, String others) throws IOException {
        Map<String, Object> segment = new ObjectMapper().readValue(event.replace('\'', '"'), new TypeReference<>() {});
        segment.put("type", "identify");
        Mapped.Send send =
                (Mapped.Send) Mappings.read(Path.of("config/mappings"), SEND).map(segment);
        Map<String, Object> data = new TreeMap<>(send.event().data());

        data.keySet().removeAll(Set.of("partner_user_id", "partner_anonymous_id", "email"));
        assertThat(data).hasToString(others);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$..phone", "$.*", "$['properties','traits']", "{ text: '${$..phone}!' }"})
    void whatCanStandAnywhereIsNotHashedBesideRest(String from) {
        String data = "data: { hash: { from: \"" + from + "\", as: sha256, otherwise: skip } }\n";
        if (from.startsWith("{")) {
            data = "data: { hash: { from: " + from + ", as: sha256, otherwise: skip } }\n";
        }
        String file = data;

        assertThatThrownBy(() -> sent(file + "rest: properties", "{}"))
                .isInstanceOf(MistakesException.class)
                .hasMessageContaining("any.yaml:4  rest: data.hash hashes what stands at ")
                .hasMessageContaining("Write there the names that lead to the value");
        assertThat(sent(file, "{'properties':{'phone':'s'}}").values()).doesNotContain("s");
    }

    private Map<String, Object> sent(String rules, String event) {
        try {
            Files.writeString(folder.resolve("any.yaml"), "when: { type: [track, identify] }\nsend: seen\n" + rules);
            Map<String, Object> segment =
                    new ObjectMapper().readValue(event.replace('\'', '"'), new TypeReference<>() {});
            segment.putIfAbsent("type", "track");
            Mappings mappings = Mappings.read(folder, SEND);
            Mapped.Send send = (Mapped.Send) mappings.map(segment);
            assertThat(mappings.explain(segment).taken().stream().map(Explanation.Taken::key))
                    .containsExactlyElementsOf(send.event().data().keySet());
            return send.event().data();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
