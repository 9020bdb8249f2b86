package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.extoledestination.event.Computation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputationTest {

    @ParameterizedTest(name = "{0} {1} {2} of {3} -> {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # type   | class          | key      | value     | kind     | what it says
            identify | audience       | vip      | true      | AUDIENCE | true
            identify | audience       | vip      | false     | AUDIENCE | false
            track    | audience       | vip      | true      | AUDIENCE | true
            track    | journey_step   | j2       | false     | AUDIENCE | false
            track    | journey_step   | j2       | null      | AUDIENCE | true
            track    | journey_step   | j2       | '"gold"'  | AUDIENCE | gold
            identify | journey_step   | j2       | '""'      | AUDIENCE | ''
            track    | journey_step   | j2       | 3         | AUDIENCE | 3
            track    | journey_step   | j2       | '"false"' | AUDIENCE | false
            track    | journey_step   | j2       | '"true"'  | AUDIENCE | true
            identify | audience       | j_o_step | '"true"'  | AUDIENCE | true
            identify | audience       | j_o_step | '"false"' | AUDIENCE | false
            identify | audience       | vip      | '"true"'  |          |
            identify | audience       | vip      | null      |          |
            identify | audience       | vip      | 1         |          |
            identify | trait          | orders   | 4         | TRAIT    | 4
            identify | computed_trait | orders   | null      | TRAIT    | null
            track    | trait          | orders   | '"many"'  | TRAIT    | many
            identify | something_new  | orders   | 4         |          |
            """)
    void readsClassKeyAndValue(String type, String computationClass, String key, String value, Kind kind, String says)
            throws JsonProcessingException {
        Map<String, Object> event = event(
                """
                {"type": "%s", "%s": {"%s": %s, "email": "ada@example.com"},
                 "context": {"personas": {"computation_class": "%s", "computation_key": "%s"}}}
                """.formatted(type, type.equals("track") ? "properties" : "traits", key, value, computationClass, key));

        var actual = Computation.of(event);

        if (kind == null) {
            assertThat(actual).isEmpty();
        } else {
            assertThat(actual).hasValueSatisfying(computation -> {
                assertThat(computation.kind()).isEqualTo(kind);
                assertThat(computation.key()).isEqualTo(key);
                assertThat(String.valueOf(computation.value())).isEqualTo(says);
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "identify", "traits": {"vip": true}}
            {"type": "identify", "traits": {"vip": true}, "context": null}
            {"type": "identify", "traits": {"vip": true}, "context": {"personas": []}}
            {"type": "identify", "traits": {"vip": true}, "context": {"personas": {"computation_class": "audience"}}}
            {"type": "identify", "traits": 4, "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
            {"type": "identify", "context": {"personas": {"computation_class": "trait", "computation_key": "orders"}}}
            """)
    void whateverElseAnEventLooksLikeATraitIsATrait(String event) throws JsonProcessingException {
        assertThat(Computation.of(event(event))).isEmpty();
    }

    @Test
    void eventNameSaysNothingAboutMembership() throws JsonProcessingException {
        assertThat(Computation.of(event("""
                {"type": "track", "event": "Audience Entered", "properties": {"audience_key": "vip", "vip": true}}
                """))).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> event(String json) throws JsonProcessingException {
        return new ObjectMapper().readValue(json, Map.class);
    }
}
