package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.delivery.held.HeldEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class HeldReleaseRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private HeldEvents heldEvents;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:held-person")
    private MockEndpoint heldPerson;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "held-release", route -> {
            route.replaceFromWith("direct:held-release");
            route.weaveByToUri("seda:held-person*").replace().to("mock:held-person");
        });
        context.getRouteController().startRoute("held-release");
        database.sql("DELETE FROM held_events").update();
    }

    private String hold() throws Exception {
        Sample sample = Sample.of("{\"type\": \"identify\"}");
        Exchange exchange = context.getEndpoint("direct:held").createExchange();
        sample.inHand().process(exchange);
        heldEvents.stepAside(exchange);
        return sample.event().person().fingerprint();
    }

    @Test
    void handsOverEachPersonWhoseTimeHasCome() throws Exception {
        String later = hold();
        database.sql("UPDATE held_events SET next_attempt = next_attempt + INTERVAL '5' MINUTE")
                .update();
        List<String> due = List.of(hold(), hold());

        // After one look the next one takes its time.
        await().until(() -> {
            template.sendBody("direct:held-release", null);
            return heldPerson.getReceivedCounter() > 0;
        });

        assertThat(heldPerson.getExchanges())
                .extracting(exchange -> exchange.getMessage().getBody(String.class))
                .hasSameElementsAs(due)
                .doesNotContain(later);
    }
}
