package org.extoledestination.gate.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookUpTest {

    private static final Map<String, Object> EVENT = Map.of("userId", "u-1", "context", Map.of("ip", "192.0.2.1"));

    private final LookUp lookUp = new LookUp(new ObjectMapper());

    private static Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @Test
    void theAnswerStandsInTheContextAndTheEventItselfIsNotChanged() {
        Exchange actual =
                lookUp.aggregate(exchange(EVENT), exchange("{\"tier\": \"gold\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(actual.getMessage().getBody())
                .isEqualTo(Map.of(
                        "userId", "u-1", "context", Map.of("ip", "192.0.2.1", "lookUp", Map.of("tier", "gold"))));
        assertThat(EVENT).isEqualTo(Map.of("userId", "u-1", "context", Map.of("ip", "192.0.2.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[1]", "\"gold\""})
    void anAnswerThatIsNoObjectAddsNothing(String answer) {
        Exchange actual = lookUp.aggregate(exchange(EVENT), exchange(answer.getBytes(StandardCharsets.UTF_8)));

        assertThat(actual.getMessage().getBody()).isEqualTo(EVENT);
    }

    @Test
    void noAnswerAddsNothing() {
        assertThat(lookUp.aggregate(exchange(EVENT), null).getMessage().getBody())
                .isEqualTo(EVENT);
    }

    @Test
    void anEventWithoutContextGetsOne() {
        Exchange actual =
                lookUp.aggregate(exchange(Map.of("userId", "u-1")), exchange("{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(actual.getMessage().getBody())
                .isEqualTo(Map.of("userId", "u-1", "context", Map.of("lookUp", Map.of())));
    }
}
