package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.event.ExtoleEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MappingsTest {
    private static final MappingSettings SEND = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
    private static final MappingSettings STRICT = new MappingSettings(
            AnonymousPolicy.SEND,
            EventNames.STRICT,
            Optional.empty(),
            SEND.maxRequestSize(),
            SEND.maxItems(),
            true,
            LiveTests.REFUSE,
            SEND.person());
    private static final String TRACK = """
            when: { type: track }
            send: $.event
            data:
              partner_user_id: { from: $.userId }
              email: { from: properties.email }
            rest: properties
            """;

    @TempDir
    Path folder;

    @Test
    void mostSpecificFileWins() {
        write("any.yaml", TRACK);
        write("order.yaml", "when: { type: track, event: [Order, Ordered] }\nsend: conversion\nmode: sync\n");

        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(mappings.map(event("{'type':'track','event':'Ordered'}")))
                .isInstanceOfSatisfying(Mapped.Send.class, send -> {
                    assertThat(send.mapping()).isEqualTo("order");
                    assertThat(send.mode()).isEqualTo(SendMode.SYNC);
                    assertThat(send.event().name()).isEqualTo("conversion");
                });
        assertThat(mappings.map(event("{'type':'track','event':'reordered'}")))
                .isInstanceOfSatisfying(Mapped.Send.class, send -> {
                    assertThat(send.mapping()).isEqualTo("any");
                    assertThat(send.mode()).isEqualTo(SendMode.ASYNC);
                    assertThat(send.event().name()).isEqualTo("reordered");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order Completed",
                "order completed",
                "ORDER_COMPLETED",
                "order-completed",
                "OrderCompleted",
                " Order  Completed. ",
                "Order\u00a0Completed",
                "Order\u200bCompleted",
                "\uff2frder Completed",
                "Order Completed\u2122",
                "\u2705 Order Completed!"
            })
    void aFileIsForItsEventHoweverTheNameIsSpelled(String name) {
        write("any.yaml", TRACK);
        write("order.yaml", "when: { type: track, event: order_Completed }\nsend: conversion\n");
        Mappings mappings = Mappings.read(folder, SEND);
        Map<String, Object> event = Map.of("type", "track", "event", name, "userId", "u");

        assertThat(((Mapped.Send) mappings.map(event)).mapping()).isEqualTo("order");
        assertThat(mappings.explain(event).file()).contains("order.yaml");
    }

    @Test
    void namesWithoutLettersAreComparedAsTheyAre() {
        write("any.yaml", TRACK);
        write("star.yaml", "when: { type: track, event: '\u2605' }\nsend: starred\n");
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'track','event':'\u2605'}").name()).isEqualTo("starred");
        assertThat(mappings.map(event("{'type':'track','event':'\u2606'}")))
                .isEqualTo(new Mapped.Skip(SkipReason.NO_EVENT_NAME));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            Home: Viewed             | Home Viewed
            Github CI/CD Triggered   | Github CICD Triggered
            ' Order Placed '         | Order Placed
            Compra Conclu\u00edda        | Compra Concluda
            Cart\u00a0Emptied            | CartEmptied
            Cart\u200b Emptied           | Cart Emptied
            'Cart\tEmptied '         | CartEmptied
            'Cart  Emptied'          | Cart  Emptied
            a.b_c-d                  | a.b_c-d
            """)
    void aNameIsSentAsExtolesOwnNormaliserWouldLeaveIt(String name, String sent) {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, SEND);
        Map<String, Object> event = Map.of("type", "track", "event", name, "userId", "u");

        Mapped.Send actual = (Mapped.Send) mappings.map(event);

        assertThat(actual.event().name()).isEqualTo(sent);
        assertThat(actual.nameCleaned()).isEqualTo(!name.equals(sent));
        assertThat(mappings.explain(event).name().orElseThrow().how().isEmpty()).isEqualTo(name.equals(sent));
        Mappings strict = Mappings.read(folder, STRICT);
        if (actual.nameCleaned()) {
            assertThat(refusal(strict, event).code()).isEqualTo("bad_event_name");
        } else {
            assertThat(((Mapped.Send) strict.map(event)).event().name()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u8ba2\u5355\u5b8c\u6210", "/", "a", " ! ", "\u2605x"})
    void anEventOfWhoseNameTooLittleIsLeftIsNotSent(String name) {
        write("any.yaml", TRACK);
        Map<String, Object> event = Map.of("type", "track", "event", name, "userId", "u");

        assertThat(Mappings.read(folder, SEND).map(event)).isEqualTo(new Mapped.Skip(SkipReason.NO_EVENT_NAME));
        assertThat(refusal(Mappings.read(folder, STRICT), event).code()).isEqualTo("bad_event_name");
    }

    /** Pages often have none: a letter each would bury the others. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'name':null}", "{'name':''}", "{'name':' '}", "{'name':'\u200b'}", "{'name':'-'}"})
    void anEventWithoutANameIsNotSentEither(String more) {
        write("pages.yaml", "when: { type: page }\nsend: $.name\n");
        Map<String, Object> event = new HashMap<>(event(more));
        event.putAll(Map.of("type", "page", "userId", "u"));

        assertThat(Mappings.read(folder, SEND).map(event)).isEqualTo(new Mapped.Skip(SkipReason.NO_EVENT_NAME));
        assertThat(refusal(Mappings.read(folder, STRICT), event).code()).isEqualTo("bad_event_name");
    }

    @Test
    void eventThatNoFileNamesIsSkipped() {
        write("order.yaml", "when: { type: track, event: Order }\nsend: conversion\n");

        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(List.of(
                        event("{'type':'track','event':'Other'}"),
                        event("{'type':'track','event':7}"),
                        event("{'type':'delete'}"),
                        event("{'type':7}"),
                        event("{}")))
                .allSatisfy(event -> assertThat(mappings.map(event)).isEqualTo(new Mapped.Skip(SkipReason.NO_MAPPING)));
    }

    @Test
    void anonymousEventIsSentDroppedOrRefusedAsTheSettingsSay() {
        write("any.yaml", TRACK);
        Map<String, Object> anonymous = event("{'type':'track','event':'Seen','anonymousId':'anon-7'}");

        assertThat(readWith(AnonymousPolicy.SEND).map(anonymous)).isInstanceOf(Mapped.Send.class);
        assertThat(readWith(AnonymousPolicy.DROP).map(anonymous)).isEqualTo(new Mapped.Skip(SkipReason.ANONYMOUS));
        UnmappableEventException refused = refusal(readWith(AnonymousPolicy.DEAD_LETTER), anonymous);
        assertThat(refused.code()).isEqualTo("anonymous");
        assertThat(refused.reason()).startsWith("any.yaml: the event names no person");
    }

    @Test
    void userIdOrEmailMakesAPerson() {
        write("any.yaml", TRACK);
        Mappings mappings = readWith(AnonymousPolicy.DROP);

        assertThat(mappings.map(event("{'type':'track','event':'Seen','userId':'u-1'}")))
                .isInstanceOf(Mapped.Send.class);
        assertThat(mappings.map(event("{'type':'track','event':'Seen','properties':{'email':'mia@example.com'}}")))
                .isInstanceOf(Mapped.Send.class);
    }

    @Test
    void containerOfTheSettingsWinsOverTheEvent() {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.of("test")));

        ExtoleEvent actual = sent(mappings, "{'type':'track','event':'Seen','properties':{'container':'production'}}");

        assertThat(actual.data()).containsEntry("container", "test");
    }

    @Test
    void containerWithoutANameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MappingSettings(AnonymousPolicy.SEND, Optional.of(" ")));
    }

    @Test
    void constantsAndDefaultsKeepTheirKind() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data:
                  source_system: { value: segment }
                  version: { value: 2 }
                  rate: { value: 0.50 }
                  live: { value: true }
                  code: { value: '007' }
                  plan: { from: properties.plan, default: no }
                  tier: { from: properties.tier, default: none }
                """);

        ExtoleEvent actual = sent(Mappings.read(folder, SEND), "{'type':'track','properties':{'tier':'gold'}}");

        assertThat(actual.data())
                .containsEntry("source_system", "segment")
                .containsEntry("version", 2L)
                .containsEntry("rate", new BigDecimal("0.50"))
                .containsEntry("live", true)
                .containsEntry("code", "007")
                .containsEntry("plan", "no")
                .containsEntry("tier", "gold");
    }

    @Test
    void jsonPathFindsWhatNamesCannot() {
        write("any.yaml", """
                when: { type: track }
                send: $['event']
                data:
                  first_sku: { from: 'properties.products[0].sku' }
                  items: { from: properties.products.length() }
                  loyalty_id: { from: "context.externalIds[?(@.type == 'loyalty')].id" }
                  missing: { from: ['properties.nothing[3].x', '$..nowhere', '$.properties.products.sum()'] }
                  odd: { from: "properties['a.b']" }
                rest: properties
                drop:
                  properties.products: No program reads line items.
                """);

        ExtoleEvent actual = sent(
                Mappings.read(folder, SEND),
                "{'type':'track','event':'Seen','properties':{'products':[{'sku':'S-1'},{'sku':'S-2'}],'a.b':1},"
                        + "'context':{'externalIds':[{'type':'x','id':'1'},{'type':'loyalty','id':'L-9'}]}}");

        assertThat(actual.data()).isEqualTo(Map.of("first_sku", "S-1", "items", 2, "loyalty_id", "L-9", "odd", 1));
    }

    @Test
    void onlyLetsNothingElseOfTheRestGo() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                rest: properties
                only:
                  properties.plan: A program reads it.
                  properties.shop.city: A program reads it.
                  properties.address: A program reads it.
                drop:
                  properties.address.street: Nobody needs it.
                """);

        ExtoleEvent actual = sent(
                Mappings.read(folder, SEND),
                "{'type':'track','properties':{'plan':'free','shop':{'city':'Lyon','zip':1},'secret':1,"
                        + "'address':{'city':'Paris','street':'Rue A'}}}");

        assertThat(actual.data()).isEqualTo(Map.of("plan", "free", "shop_city", "Lyon", "address_city", "Paris"));
    }

    @Test
    void restThatIsDroppedAsAWholeSendsNothing() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                rest: properties
                drop: { properties: Personal data. }
                """);

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{'a':1}}")
                        .data())
                .isEmpty();
    }

    @Test
    void infosTellWhatTheFilesSayAboutThemselves() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { order: { from: properties.order } }
                drop: { properties.products: No program reads line items. }
                """);

        assertThat(Mappings.read(folder, SEND).infos())
                .containsExactly(new MappingInfo(
                        "any", SendMode.ASYNC, Map.of("properties.products", "No program reads line items.")));
    }

    @Test
    void refusalNeverShowsAValueOfTheEvent() {
        write("any.yaml", """
                when: { type: track }
                send: $.properties.name
                data: { plan: { from: properties.plan, max: 3 } }
                """);
        Mappings mappings = Mappings.read(folder, STRICT);

        List<Map<String, Object>> events = List.of(
                event("{'type':'track','properties':{'name':'secret/name'}}"),
                event("{'type':'track','properties':{'name':['secret']}}"),
                event("{'type':'track','properties':{'name':'Seen','plan':'secret'}}"),
                event("{'type':'track','properties':{'name':'Seen','plan':{'secret':'secret'}}}"));

        assertThat(events.stream().map(event -> refusal(mappings, event)))
                .extracting(UnmappableEventException::code)
                .containsExactly("bad_event_name", "bad_event_name", "value_too_long", "bad_value");
        assertThat(events)
                .allSatisfy(event -> assertThat(refusal(mappings, event).reason())
                        .startsWith("any.yaml, ")
                        .doesNotContain("secret"));
    }

    @Test
    void refusedEventNameIsShownInOneShortLine() {
        write("any.yaml", TRACK);

        UnmappableEventException actual = refusal(
                Mappings.read(folder, SEND),
                Map.of("type", "track", "event", "bad\n" + "x".repeat(1000), "userId", "u"));

        assertThat(actual.reason()).contains("'bad " + "x".repeat(56)).doesNotContain("\n", "x".repeat(100));
    }

    @Test
    void refusedEventNameThatCouldBeAnAddressIsNotShown() {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, STRICT);

        assertThat(refusal(mappings, Map.of("type", "track", "event", "Mail to mia@example.com", "userId", "u"))
                        .reason())
                .doesNotContain("mia")
                .contains("A name has");
        assertThat(refusal(mappings, Map.of("type", "track", "event", "a\u202eb\u009bc/", "userId", "u"))
                        .reason())
                .contains("'ab/'");
    }

    @ParameterizedTest
    @CsvSource({
        "Checkout @ v2.0, Checkout  v2.0",
        "Sale @ Store No. 5, Sale  Store No. 5",
        "Followed @extole. Done, Followed extole. Done",
        "Sale@Store No. 5, SaleStore No. 5",
        "Checkout@v2.0, Checkoutv2.0",
        "Paid 40% of 9.90, Paid 40 of 9.90",
        "'Mail @example.com, now', Mail example.com now",
        "@., ",
        "mia@example.com, refused",
        "Mail to <mia@mail.example.com>, refused",
        "mia＠example．com, refused",
        "mia﹫example.com, refused",
        "m\u200bia@\u200bexample.com, refused",
        "mia%40example.com, refused",
        "mia+shop@ex_ample.co.uk!, refused",
        "миа@почта.рф, refused"
    })
    void onlyANameInWhichAnAddressStandsIsRefused(String name, @Nullable String sent) {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, SEND);
        Map<String, Object> event = Map.of("type", "track", "event", name, "userId", "u");

        if ("refused".equals(sent)) {
            assertThat(refusal(mappings, event).reason()).doesNotContain("mia", "example", "миа");
        } else if (sent == null) {
            assertThat(mappings.map(event)).isInstanceOf(Mapped.Skip.class);
        } else {
            assertThat(((Mapped.Send) mappings.map(event)).event().name()).isEqualTo(sent);
        }
    }

    /** What looks like the sign of an address a thousand times over is not looked at as one. */
    @Test
    void aNameOfManyThousandSignsCostsNoTime() {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, SEND);

        assertTimeout(
                Duration.ofSeconds(15),
                () -> IntStream.range(0, 100)
                        .forEach(i -> assertThat(refusal(
                                                mappings,
                                                Map.of("type", "track", "userId", "u", "event", "%40".repeat(10_000)))
                                        .reason())
                                .hasSizeLessThan(500)));
    }

    @Test
    void oneSettingKeepsIpAddressesHere() {
        Mappings mappings = Mappings.read(
                Path.of("config/mappings"),
                MappingSettings.of(
                        new Binder(new MapConfigurationPropertySource(Map.of("mapping.send-ip-address", "false")))));
        for (String event : new String[] {"Seen", "Signed Up", "Order Completed", "Product Shared"}) {
            Map<String, Object> track = Map.of(
                    "type",
                    "track",
                    "userId",
                    "u",
                    "messageId",
                    "m",
                    "event",
                    event,
                    "properties",
                    Map.of(
                            "extole_consumer_ip", "203.0.113.9",
                            "ip", "203.0.113.9",
                            "IP Address", "203.0.113.9",
                            "plan", "gold"),
                    "context",
                    Map.of("ip", "203.0.113.9"));

            assertThat(((Mapped.Send) mappings.map(track)).event().data())
                    .containsEntry("plan", "gold")
                    .doesNotContainValue("203.0.113.9");
            assertThat(mappings.explain(track).taken())
                    .extracting(Explanation.Taken::key)
                    .doesNotContain("extole_consumer_ip", "ip");
        }
        Map<String, Object> traits = Map.of("Extole Consumer IP", "203.0.113.9", "Ip", "203.0.113.9", "plan", "gold");
        Map<String, Object> identify =
                Map.of("type", "identify", "userId", "u", "messageId", "m", "context", Map.of("traits", traits));

        assertThat(((Mapped.Send) mappings.map(identify)).event().data())
                .containsEntry("plan", "gold")
                .doesNotContainValue("203.0.113.9");
    }

    @Test
    void lengthIsCountedInCharactersAsPeopleSeeThem() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { name: { from: properties.name, max: 3 } }
                """);

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{'name':'😀😀😀'}}")
                        .data())
                .containsEntry("name", "😀😀😀");
    }

    @Test
    void fourThousandTraitsAndDeepNestingPass() {
        write("any.yaml", "when: { type: identify }\nsend: identify\nrest: traits\n");
        Map<String, Object> traits = IntStream.range(0, 4_999)
                .boxed()
                .collect(Collectors.toMap(number -> "trait " + number, number -> number, (a, b) -> a, HashMap::new));
        Object deep = "bottom";
        for (int level = 0; level < 500; level++) {
            deep = Map.of("d", deep);
        }
        traits.put("deep", deep);

        ExtoleEvent actual =
                ((Mapped.Send) Mappings.read(folder, SEND).map(Map.of("type", "identify", "traits", traits))).event();

        assertThat(actual.data()).hasSize(5_000).containsEntry("trait 4998", 4998);
    }

    @Test
    void filesWhoseNamesFormACircleMapEachEventOnce() {
        write("a.yaml", "when: { type: track, event: A1 }\nsend: B1\n");
        write("b.yaml", "when: { type: track, event: B1 }\nsend: A1\n");
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'track','event':'A1'}").name()).isEqualTo("B1");
        assertThat(sent(mappings, "{'type':'track','event':'B1'}").name()).isEqualTo("A1");
    }

    @Test
    void oneFileCanBeForSeveralTypes() {
        write("any.yaml", "when: { type: [identify, track] }\nsend: seen\nrest: [traits, properties]\n");
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'identify','traits':{'a':1}}").data())
                .isEqualTo(Map.of("a", 1));
        assertThat(sent(mappings, "{'type':'track','properties':{'a':2,'b':null}}")
                        .data())
                .isEqualTo(Map.of("a", 2));
    }

    @Test
    void eventWithoutAnyTimeHappenedNow() {
        write("any.yaml", TRACK);
        Mappings mappings = Mappings.read(folder, SEND, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

        assertThat(sent(mappings, "{'type':'track','event':'Seen','timestamp':'soon'}")
                        .time())
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void traitWithAReservedNameGoesOutByDataOnly() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data:
                  labels: { value: spring }
                  container: { from: context.app.namespace }
                rest: properties
                """);

        ExtoleEvent actual = sent(
                Mappings.read(folder, SEND),
                "{'type':'track','context':{'app':{'namespace':'test'}},'properties':{'labels':'x','Container':'x',"
                        + "'email':'x','partner_user_id':'x','person':{'id':'x'},'required_labels':'x','plan':'free'}}");

        assertThat(actual.data()).isEqualTo(Map.of("labels", "spring", "container", "test", "plan", "free"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            firstName     | first_name
            First Name    | first_name
            first-name    | first_name
            first_name    | first_name
            Order ID      | order_id
            userID        | user_id
            HTMLPage      | html_page
            orders90d     | orders90d
            Größe         | größe
            _plan_        | plan
            """)
    void namesAreWrittenInSnakeCase(String name, String written) {
        write("any.yaml", "when: { type: track }\nsend: seen\nrest: { from: properties, names: snake_case }\n");

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{'" + name + "':1,'!!':2}}")
                        .data())
                .isEqualTo(Map.of(written, 1));
    }

    @Test
    void valueThatBearsTheNameItselfWinsOverAChangedOne() {
        write("any.yaml", "when: { type: track }\nsend: seen\nrest: { from: properties, names: snake_case }\n");

        assertThat(sent(
                                Mappings.read(folder, SEND),
                                "{'type':'track','properties':{'userId':1,'user_id':2,'UserId':3}}")
                        .data())
                .isEqualTo(Map.of("user_id", 2));
    }

    @Test
    void nestedObjectStaysOneWithoutWhatIsDroppedInIt() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                rest: { from: [properties, context.campaign], flatten: false, prefix: s_ }
                drop: { properties.address.street: The town is enough. }
                """);

        assertThat(sent(
                                Mappings.read(folder, SEND),
                                "{'type':'track','properties':{'address':{'city':'Lyon','street':'Rue A'},'name':'x',"
                                        + "'alone':{}},'context':{'campaign':{'name':'y','medium':'mail'}}}")
                        .data())
                .isEqualTo(Map.of(
                        "s_address", Map.of("city", "Lyon"), "s_name", "x", "s_medium", "mail", "s_alone", Map.of()));
    }

    @Test
    void valueThatIsTooLongIsCutOrHashedIfTheFileSaysSo() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data:
                  name: { from: properties.name, max: 3, longer: cut }
                  id: { from: properties.id, max: 38, longer: hash }
                  key: { from: properties.key, as: sha256 }
                """);
        Mappings mappings = Mappings.read(folder, SEND);

        Map<String, ?> actual = sent(
                        mappings,
                        "{'type':'track','properties':{'name':'😀😀😀😀','id':'" + "x".repeat(39) + "','key':' abc '}}")
                .data();

        assertThat(actual.get("name")).isEqualTo("😀😀😀");
        assertThat(actual.get("id")).isEqualTo(Sha256.hex("x".repeat(39)).substring(0, 38));
        assertThat(actual.get("key")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(sent(mappings, "{'type':'track','properties':{'id':'" + "x".repeat(38) + "'}}")
                        .data())
                .isEqualTo(Map.of("id", "x".repeat(38)));
    }

    /** Part of an id is another id. */
    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            'l':['aaa','bbb']                | ','   | aaa,bbb
            'l':['aaa','bbb','c']            | ','   | aaa,bbb
            'l':['aaa','bbbb']               | ','   | aaa
            'l':['aaa','bbb,bbb','c']        | ','   | aaa,bbb
            'l':'aaa,bbb,ccc'                | ','   | aaa,bbb
            'l':['aaaaaaaa','b']             | ','   | -
            'l':['aaaaaaa','b']              | ','   | aaaaaaa
            'l':['aa','bb','cc']             | ' / ' | aa / bb
            'l':['aa','bbb','cc']            | ' / ' | aa
            'l':['😀😀😀','😀😀😀','😀']       | ','   | 😀😀😀,😀😀😀
            'l':['aaaa','bbbb']              | ''    | aaaabbb
            """)
    void aJoinedListThatIsTooLongLosesWholeItems(String properties, String between, @Nullable String expected) {
        write(
                "any.yaml",
                "when: { type: track }\nsend: seen\ndata: { v: { from: { join: properties.l, with: %s }, max: 7, longer: cut } }\n"
                        .formatted(between));

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{%s}}".formatted(properties))
                        .data()
                        .get("v"))
                .isEqualTo(expected);
    }

    @Test
    void uniqueNamesTheEventAndItsValue() {
        write("any.yaml", """
                when: { type: track }
                send: conversion
                data: { order: { from: properties.order } }
                unique: order
                """);
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(unique(mappings, "{'type':'track','properties':{'order':40711}}"))
                .contains("conversion:40711");
        assertThat(unique(mappings, "{'type':'track','messageId':'m-1'}")).isEmpty();
        assertThat(unique(mappings, "{'type':'track','properties':{'order':['A','B']}}"))
                .isEmpty();
        // However a sender writes it, and whatever stands for none.
        for (String same : List.of("1001", "1001.0", "' 1001 '", "['1001']")) {
            assertThat(unique(mappings, "{'type':'track','properties':{'order':" + same + "}}"))
                    .contains("conversion:1001");
        }
        for (String none : List.of("0", "'0.0'", "'(null)'", "'[object Object]'", "'-'", "false")) {
            assertThat(unique(mappings, "{'type':'track','properties':{'order':" + none + "}}"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'o':' A-1 ','p':7.0       | A-1-7
            'o':'0','p':'P1'          |
            'o':'(null)','p':'P1'     |
            'o':'A-1','p':'undefined' |
            """)
    void anIdOfSeveralValuesIsNoneWhereOneOfThemIsNone(String properties, @Nullable String id) {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { v: { from: { text: "${properties.o}-${properties.p}" }, as: id } }
                """);

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{%s}}".formatted(properties))
                        .data()
                        .get("v"))
                .isEqualTo(id);
    }

    @Test
    void messageIdStandsInForAMissingUniqueValue() {
        write("any.yaml", """
                when: { type: track }
                send: conversion
                data: { order: { from: properties.order, max: 38 } }
                unique: { key: order, else: messageId }
                """);
        Mappings mappings = Mappings.read(folder, SEND);
        String longId = "ajs-next-" + "1".repeat(40);

        assertThat(unique(mappings, "{'type':'track','messageId':'m-1','properties':{'order':'A'}}"))
                .contains("conversion:A");
        assertThat(unique(mappings, "{'type':'track','messageId':'m-1'}")).contains("conversion:m-1");
        assertThat(sent(mappings, "{'type':'track','messageId':'" + longId + "'}")
                        .data())
                .isEqualTo(Map.of("order", Sha256.hex(longId).substring(0, 38)));
        assertThat(unique(mappings, "{'type':'track'}")).isEmpty();
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            { join: properties.l }                                       | 'l':['a',1,null,' ',true]            | a,1,true
            { join: properties.l, with: ' / ' }                          | 'l':[' a','b']                       | a / b
            { join: properties.l, each: [sku, id] }                      | 'l':[{'SKU':'a'},{'id':2},{'x':3}]   | a,2
            { join: 'properties.l[*].sku' }                              | 'l':[{'sku':'a'},{'sku':'b'}]        | a,b
            { join: properties.l, each: [sku, id] }                      | 'l':{'id':2}                         | 2
            { join: properties.l, each: sku }                            | 'l':'a'                              | a
            { join: properties.l, each: sku }                            | 'l':[{'x':1},[1,2]]                  | -
            { join: properties.l, each: { text: '${sku}x${n}' } }        | 'l':[{'sku':'a','n':2},{'sku':'b'}]  | ax2
            { text: '${properties.a}, ${properties.b}' }                 | 'a':'Lyon','B':69                    | Lyon, 69
            { text: '${properties.a}, ${properties.b}' }                 | 'a':'Lyon','b':' '                   | -
            { text: '${properties.a} $1 {}' }                            | 'a':'x'                              | x $1 {}
            { first-word: properties.a }                                 | 'a':' Mia  de la Cruz'               | Mia
            { other-words: properties.a }                                | 'a':' Mia  de la Cruz'               | de la Cruz
            { other-words: properties.a }                                | 'a':'Mia'                            | -
            { first-word: properties.a }                                 | 'a':{'b':'c'}                        | -
            { first-word: properties.a, unless: properties.b }           | 'a':'Mia Ortiz','b':'x'              | -
            { first-word: properties.a, unless: [properties.b, userId] } | 'a':'Mia Ortiz','b':''               | Mia
            [{ join: properties.l }, properties.a]                       | 'l':[],'a':'x'                       | x
            """)
    void aTextIsMadeOfSeveralValues(String from, String properties, String expected) {
        write("any.yaml", "when: { type: track }\nsend: seen\ndata: { v: { from: %s } }\n".formatted(from));

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{%s}}".formatted(properties))
                        .data()
                        .get("v"))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            { times: [properties.p, properties.q] }                      | 'p':19.99,'q':3                      | 59.97
            { times: [properties.p, properties.q] }                      | 'p':'$1,200.50','q':'2'              | 2401.00
            { times: [properties.p, properties.q] }                      | 'p':5                                | 5.00
            { times: [properties.p, properties.q] }                      | 'q':5                                | -
            { times: [properties.p, 0.01] }                              | 'p':1250                             | 12.50
            { minus: [properties.p, properties.d] }                      | 'p':10,'d':2.5                       | 7.50
            { minus: [properties.p, properties.d] }                      | 'p':10                               | 10.00
            { sum: [properties.p, properties.q] }                        | 'p':0.1,'q':0.2                      | 0.30
            { sum: properties.l, each: price }                           | 'l':[{'price':1},{'Price':'2.5'}]    | 3.50
            { sum: properties.l, each: { times: [price, quantity] } }    | 'l':[{'price':2,'quantity':3},{'price':1}] | 7.00
            { sum: properties.l, each: price }                           | 'l':[{'price':1},{'name':'x'}]       | -
            { sum: properties.l, each: price }                           | 'l':[]                               | -
            { sum: properties.l, each: price }                           | 'l':[1,2]                            | 3.00
            { minus: [{ sum: properties.l, each: price }, properties.d] } | 'l':[{'price':9}],'d':4             | 5.00
            [{ sum: properties.l, each: price }, properties.p]           | 'p':4                                | 4.00
            { sum: [properties.p, properties.q] }                        | 'p':2,'q':[1]                        | 3.00
            { minus: [properties.p, properties.q] }                      | 'p':2,'q':'N/A'                      | 2.00
            """)
    void amountsAreReckonedExactly(String from, String properties, String expected) {
        write("any.yaml", "when: { type: track }\nsend: seen\ndata: { v: { from: %s, as: money } }\n".formatted(from));

        assertThat(sent(Mappings.read(folder, SEND), "{'type':'track','properties':{%s}}".formatted(properties))
                        .data()
                        .get("v"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'p':'much','q':2", "'p':2,'q':'12,50'", "'p':{'a':1},'q':2", "'p':2,'q':[1,2]"})
    void whatIsNoAmountIsRefusedAndNotLeftOutOfTheSum(String properties) {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { v: { from: { times: [properties.p, properties.q] }, as: money } }
                """);

        UnmappableEventException actual =
                refusal(Mappings.read(folder, SEND), event("{'type':'track','properties':{%s}}".formatted(properties)));

        assertThat(actual.code()).isEqualTo("bad_value");
        assertThat(actual.reason()).contains("times(properties.p, properties.q) is not an amount");
    }

    @Test
    void aTableGivesTheValueOfAKey() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write(
                "tables/plans.csv",
                "\ufeffplan,name,\"monthly, in EUR\"\r\ngold,\"The \"\"Gold\"\" one\",9\r\n\r\n7,Seven,\n");
        write("tables/rates.yaml", "EUR: 1.08\nUSD: 1\n");
        write("any.yaml", """
                when: { type: track }
                send: seen
                data:
                  name: { from: [{ look-up: properties.plan, in: plans.csv }, properties.plan] }
                  price: { from: { look-up: properties.plan, in: plans.csv, column: 'monthly, in EUR' }, as: money, default: 0 }
                  rate: { from: { look-up: properties.currency, in: rates.yaml } }
                rest: properties
                """);
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'track','properties':{'plan':' gold','currency':'EUR'}}")
                        .data())
                .isEqualTo(Map.of("name", "The \"Gold\" one", "price", "9.00", "rate", new BigDecimal("1.08")));
        assertThat(sent(mappings, "{'type':'track','properties':{'plan':7,'currency':'CHF'}}")
                        .data())
                .isEqualTo(Map.of("name", "Seven", "price", "0.00", "currency", "CHF"));
        assertThat(sent(mappings, "{'type':'track','properties':{'plan':'free'}}")
                        .data())
                .isEqualTo(Map.of("name", "free", "price", "0.00"));
    }

    @Test
    void aTableThatChangesIsAnEditOfTheMappings() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        write("tables/plans.csv", "plan,name\na,b\n");
        FileStates before = MappingEdits.states(folder, SEND);

        write("tables/plans.csv", "plan,name\na,c\n");

        assertThat(MappingEdits.states(folder, SEND)).isNotEqualTo(before);
        write("tables/plans.csv", "plan,name\na,b\n");
        assertThat(MappingEdits.states(folder, SEND)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'userPlan':'a'               | userPlan
            'User Plan':'a'              | as blanks
            'USER_PLAN':'a'              | in capitals
            'user-plan':'a'              | with dashes
            ' userplan_':'a'             | with signs around
            'user_plan':'','UserPlan':'a' | the other one is blank
            'user_plan':null,'userplan':'a' | the other one is null
            'user plan':'a','USERPLAN':'b' | the first of several
            """)
    void aNameIsFoundInAnySpellingAndNotRepeated(String properties, String why) {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { plan: { from: properties.user_plan } }
                rest: properties
                drop: { properties.card_number: Nobody needs it. }
                """);

        assertThat(sent(
                                Mappings.read(folder, SEND),
                                "{'type':'track','properties':{%s,'CardNumber':1,'user':2,'userplans':3}}"
                                        .formatted(properties))
                        .data())
                .as(why)
                .isEqualTo(Map.of("plan", "a", "user", 2, "userplans", 3));
    }

    @Test
    void onlyFindsNamesInAnySpelling() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                rest: properties
                only: { properties.home_city: A program reads it. }
                """);

        assertThat(sent(
                                Mappings.read(folder, SEND),
                                "{'type':'track','properties':{'Home City':'Lyon','homeCities':1}}")
                        .data())
                .isEqualTo(Map.of("Home City", "Lyon"));
    }

    @Test
    void whatIsNotTakenGoesOutUnderItsOwnName() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { id: { from: [properties.a, properties.b, properties.c, properties.d] } }
                rest: properties
                """);
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'track','properties':{'a':1,'b':{'x':2},'c':3,'d':' '}}")
                        .data())
                .isEqualTo(Map.of("id", 1, "b_x", 2, "c", 3));
        assertThat(sent(mappings, "{'type':'track','properties':{'c':3,'d':4}}").data())
                .isEqualTo(Map.of("id", 3, "d", 4));
    }

    @Test
    void whatIsHashedNeverGoesOutInClear() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data:
                  key: { from: [properties.phone, properties.mobile, 'properties.phones[0]', { text: '${properties.fax}' }], as: sha256 }
                rest: properties
                """);

        assertThat(sent(
                                Mappings.read(folder, SEND),
                                "{'type':'track','properties':{'phone':'1','Mobile':'2','phones':['3'],'fax':'4','a':5}}")
                        .data())
                .containsOnlyKeys("key", "a");
    }

    @Test
    void aTextThatStandsForNothingIsNoValue() {
        write("any.yaml", """
                when: { type: track }
                send: seen
                data: { id: { from: [properties.a, properties.b], not: ["0", none], default: x } }
                """);
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(sent(mappings, "{'type':'track','properties':{'a':0,'b':7}}").data())
                .isEqualTo(Map.of("id", 7));
        assertThat(sent(mappings, "{'type':'track','properties':{'a':' None ','b':'0'}}")
                        .data())
                .isEqualTo(Map.of("id", "x"));
        assertThat(sent(mappings, "{'type':'track','properties':{'a':'00'}}").data())
                .isEqualTo(Map.of("id", "00"));
    }

    private static final String ITEMS = """
            when: { type: track, event: Order }
            each: properties.products
            send: product bought
            data:
              partner_user_id: { from: person.userId }
              partner_conversion_id: { from: { text: "${properties.order}-${item.sku}" } }
              price: { from: { times: [item.price, item.quantity] }, as: money }
              segment_message_id: { from: messageId }
            unique: { key: partner_conversion_id, else: messageId }
            rest: item
            drop: { item.cost: It is ours. }
            """;

    @Test
    void eachItemOfAListMakesARequestBesideThatOfTheEvent() {
        write(
                "order.yaml",
                "when: { type: track, event: Order }\nsend: conversion\nunique: id\ndata: { id: { from: properties.order } }\n");
        write("items.yaml", ITEMS);
        Mappings mappings = Mappings.read(folder, SEND);
        Map<String, Object> event = event(
                "{'type':'track','event':'order','userId':'u','messageId':'m','properties':{'order':'o',"
                        + "'Products':[{'sku':'a','price':'2.50','quantity':2},null,{'Color':'red','cost':1},{'sku':'c','price':1}]}}");

        assertThat(sentOf(mappings.map(event)).name()).isEqualTo("conversion");
        assertThat(mappings.hasItems(event)).isTrue();
        List<Mapped.Send> items = mappings.items(event).stream()
                .map(item -> (Mapped.Send) mappings.mapItem(item))
                .toList();
        assertThat(items)
                .extracting(item -> item.event().data())
                .containsExactly(
                        Map.of(
                                "partner_user_id",
                                "u",
                                "partner_conversion_id",
                                "o-a",
                                "price",
                                "5.00",
                                "segment_message_id",
                                "m-1",
                                "sku",
                                "a",
                                "quantity",
                                2),
                        Map.of(
                                "partner_user_id",
                                "u",
                                "partner_conversion_id",
                                "m-3",
                                "segment_message_id",
                                "m-3",
                                "Color",
                                "red"),
                        Map.of(
                                "partner_user_id",
                                "u",
                                "partner_conversion_id",
                                "o-c",
                                "price",
                                "1.00",
                                "segment_message_id",
                                "m-4",
                                "sku",
                                "c"));
        assertThat(items)
                .extracting(item -> item.unique().orElse(""))
                .containsExactly("product bought:o-a", "product bought:m-3", "product bought:o-c");
        assertThat(items).allMatch(item -> item.mapping().equals("items"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'track','event':'Order','userId':'u','properties':{'products':{'sku':'a'}}} | 1
            {'type':'track','event':'Order','userId':'u','properties':{'products':[]}}          | 0
            {'type':'track','event':'Order','userId':'u','properties':{'products':'none'}}      | 0
            {'type':'track','event':'Order','userId':'u','properties':{'products':{}}}          | 0
            {'type':'track','event':'Order','userId':'u','properties':{'products':false}}       | 0
            {'type':'track','event':'Order','userId':'u','properties':{'products':'sku-7'}}     | 1
            {'type':'track','event':'Order','userId':'u'}                                       | 0
            {'type':'track','event':'Other','userId':'u','properties':{'products':[{}]}}        | 0
            {'type':'identify','userId':'u','properties':{'products':[{}]}}                     | 0
            """)
    void anEventWithoutTheListMakesNoMore(String event, int count) {
        write("items.yaml", ITEMS);
        Mappings mappings = Mappings.read(folder, SEND);

        assertThat(mappings.items(event(event))).hasSize(count);
        assertThat(mappings.map(event(event))).isEqualTo(new Mapped.Skip(SkipReason.NO_MAPPING));
    }

    @Test
    void tooManyItemsAreRefusedAsAWhole() {
        write("items.yaml", ITEMS);
        Mappings mappings = Mappings.read(folder, SEND);
        Map<String, Object> event = event("{'type':'track','event':'Order','userId':'u','properties':{'products':["
                + "{},".repeat(200) + "{}]}}");

        assertThat(catchThrowableOfType(UnmappableEventException.class, () -> mappings.items(event))
                        .code())
                .isEqualTo("too_many_items");
        MappingSettings more =
                MappingSettings.of(new Binder(new MapConfigurationPropertySource(Map.of("mapping.max-items", "201"))));
        assertThat(Mappings.read(folder, more).items(event)).hasSize(201);
    }

    private static ExtoleEvent sentOf(Mapped mapped) {
        return ((Mapped.Send) mapped).event();
    }

    private static Optional<String> unique(Mappings mappings, String event) {
        return ((Mapped.Send) mappings.map(event(event))).unique();
    }

    private Mappings readWith(AnonymousPolicy policy) {
        return Mappings.read(folder, new MappingSettings(policy, Optional.empty()));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ExtoleEvent sent(Mappings mappings, String event) {
        return ((Mapped.Send) mappings.map(event(event))).event();
    }

    private static UnmappableEventException refusal(Mappings mappings, Map<String, Object> event) {
        return catchThrowableOfType(UnmappableEventException.class, () -> mappings.map(event));
    }

    private static Map<String, Object> event(String json) {
        try {
            return new ObjectMapper().readValue(json.replace('\'', '"'), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
