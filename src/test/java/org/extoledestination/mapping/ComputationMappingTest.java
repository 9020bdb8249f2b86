package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Engage asserts about a person reaches Extole, whatever files there are. */
class ComputationMappingTest {
    private static final MappingSettings SEND = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());

    @TempDir
    private Path folder;

    @BeforeEach
    void mapAllIdentifiesWithoutTheirTraits() {
        write("identify", "when: { type: identify }\nsend: identify");
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # class        | key   | file
            audience       | vip   | vip
            journey_step   | vip   | vip
            audience       | vips  | audience
            trait          | vip   | identify
            computed_trait | ltv   | ltv
            other          | vip   | identify
            """)
    void theFileForTheKeyGoesBeforeTheFileForTheKindAndThatBeforeTheOthers(String kind, String key, String file) {
        write("audience", "when: { type: [identify, track], computation: audience }\nsend: identify");
        write("vip", "when: { type: identify, computation: audience, key: [vip, VIP] }\nsend: identify");
        write("ltv", "when: { type: identify, computation: trait, key: ltv }\nsend: identify");

        assertThat(sent(identify(kind, key, true)).mapping()).isEqualTo(file);
    }

    @Test
    void theComputationGoesBeforeTheEventName() {
        write("entered", "when: { type: track, event: Audience Entered }\nsend: entered");
        write("audience", "when: { type: track, computation: audience }\nsend: $.event");
        Map<String, Object> event = Map.of(
                "type",
                "track",
                "event",
                "Audience Entered",
                "properties",
                Map.of("vip", true),
                "context",
                engage("audience", "vip"));

        assertThat(sent(event).mapping()).isEqualTo("audience");
        assertThat(sent(Map.of("type", "track", "event", "Audience Entered")).mapping())
                .isEqualTo("entered");
    }

    @Test
    void aPlainFileNeverLosesTheMembership() {
        assertThat(data(identify("audience", "vip", false))).isEqualTo(Map.of("vip", false));
        assertThat(data(identify("audience", "j_o_step", "true"))).isEqualTo(Map.of("j_o_step", true));
        assertThat(data(Map.of("type", "identify", "context", engage("journey_step", "step"))))
                .isEqualTo(Map.of("step", true));
    }

    @Test
    void theMembershipIsOneOfTheParametersAndSentOnce() {
        write("identify", """
                when: { type: identify }
                send: identify
                rest: { from: traits, names: snake_case, prefix: t_ }
                only: { traits.plan: A program reads it. }
                """);
        Mapped.Send actual = sent(Map.of(
                "type", "identify",
                "traits", Map.of("newUsers", true, "plan", "free", "secret", 1),
                "context", engage("audience", "newUsers")));

        assertThat(actual.event().data()).isEqualTo(Map.of("newUsers", true, "t_plan", "free"));
        assertThat(actual.parameters()).containsExactlyInAnyOrder("newUsers", "t_plan");
    }

    @Test
    void aFieldThatReadsTheMembershipSendsItUnderItsOwnName() {
        write("identify", """
                when: { type: identify }
                send: identify
                data: { member: { from: [traits.j_o_vip, traits.other] } }
                rest: traits
                """);

        assertThat(data(identify("audience", "j_o_vip", "false"))).isEqualTo(Map.of("member", false));
    }

    @Test
    void aMembershipThatIsDroppedByNameStays() {
        write("identify", "when: { type: identify }\nsend: identify\nrest: traits\ndrop: { traits.vip: No program. }");

        assertThat(data(identify("audience", "vip", true))).isEmpty();
    }

    @Test
    void aKeyWithAnotherMeaningIsRefusedAndNamesNoValue() {
        UnmappableEventException actual = catchThrowableOfType(
                UnmappableEventException.class, () -> mappings().map(identify("audience", "container", true)));

        assertThat(actual.code()).isEqualTo("reserved_name");
        assertThat(actual.reason())
                .isEqualTo("identify.yaml: the audience cannot go out under its own key, because data or Extole itself"
                        + " uses that name for something else. Give it another name by a field of data that reads"
                        + " traits.<key>.");
    }

    @Test
    void aRemovedTraitIsNull() {
        write(
                "identify",
                "when: { type: identify }\nsend: identify\ndata: { orders: { from: traits.orders_90d } }\nrest: traits");

        assertThat(data(identify("trait", "ltv", null))).hasSize(1).containsEntry("ltv", null);
        assertThat(data(identify("trait", "orders_90d", null))).hasSize(1).containsEntry("orders", null);
    }

    @Test
    void aFileForTraitsSendsTheTraitWithoutRest() {
        write("trait", "when: { type: [identify, track], computation: trait }\nsend: identify");

        assertThat(data(identify("trait", "ltv", 4))).isEqualTo(Map.of("ltv", 4));
        assertThat(data(identify("trait", "ltv", null))).hasSize(1).containsEntry("ltv", null);
    }

    @Test
    void aDroppedAudienceIsNotSent() {
        write("audience", """
                when: { type: identify, computation: audience }
                send: identify
                rest: traits
                drop:
                  audience.lapsed: No program reads it.
                  traits.phone: Nobody calls.
                """);

        assertThat(mappings().map(identify("audience", "lapsed", true)))
                .isEqualTo(new Mapped.Skip(SkipReason.COMPUTATION_DROPPED));
        assertThat(data(identify("audience", "Lapsed", true))).isEqualTo(Map.of("Lapsed", true));
        assertThat(mappings().explain(identify("audience", "lapsed", true)).why())
                .isEqualTo("it is for identify calls with the audience of any key, and drops 'lapsed': No program reads"
                        + " it.");
    }

    @Test
    void onlyNamedTraitsAreSent() {
        write("trait", """
                when: { type: identify, computation: trait }
                send: identify
                rest: traits
                only: { trait.orders: The loyalty program. }
                """);

        assertThat(data(identify("trait", "orders", 4))).isEqualTo(Map.of("orders", 4));
        assertThat(mappings().map(identify("trait", "ltv", 4)))
                .isEqualTo(new Mapped.Skip(SkipReason.COMPUTATION_DROPPED));
    }

    private static Map<String, Object> identify(String kind, String key, @Nullable Object value) {
        Map<String, Object> traits = new HashMap<>();
        traits.put(key, value);
        return Map.of("type", "identify", "traits", traits, "context", engage(kind, key));
    }

    private static Map<String, Object> engage(String kind, String key) {
        return Map.of("personas", Map.of("computation_class", kind, "computation_key", key));
    }

    private Map<String, ?> data(Map<String, Object> event) {
        return sent(event).event().data();
    }

    private Mapped.Send sent(Map<String, Object> event) {
        return (Mapped.Send) mappings().map(event);
    }

    private Mappings mappings() {
        return Mappings.read(folder, SEND);
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name + ".yaml"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
