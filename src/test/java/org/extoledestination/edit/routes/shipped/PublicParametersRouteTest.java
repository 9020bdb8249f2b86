package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class PublicParametersRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient database;

    @BeforeEach
    void start() throws Exception {
        context.getRouteController().startRoute("public-parameters");
    }

    private List<String> waitingAfter(Set<String> parameters) {
        Sample sample = Sample.of("{\"type\": \"identify\"}");
        ExtoleRequest taken = new ExtoleRequest(
                Operation.ASYNC_EVENT,
                Map.of(
                        "event_time",
                        Instant.now().toString(),
                        "data",
                        Map.of("partner_user_id", "u-1", "plan", "gold", "city", "Lyon")),
                parameters,
                Optional.empty());

        template.send("direct:public-parameters", exchange -> {
            sample.with("Extole's answer").process(exchange);
            EventInHand.receive(exchange, taken);
        });

        return database.sql("""
                        SELECT name FROM public_parameters WHERE person IN (
                            SELECT id FROM parameter_persons WHERE person = :person) ORDER BY name
                        """)
                .param("person", sample.event().person().fingerprint())
                .query(String.class)
                .list();
    }

    @Test
    void letsTheParametersOfTheRequestWait() {
        assertThat(waitingAfter(Set.of("plan", "city"))).containsExactly("city", "plan");
    }

    @Test
    void letsNothingElseWait() {
        assertThat(waitingAfter(Set.of())).isEmpty();
    }
}
