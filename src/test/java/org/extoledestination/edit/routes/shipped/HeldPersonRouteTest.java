package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.event.Person;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class HeldPersonRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private HeldEvents heldEvents;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:router")
    private MockEndpoint router;

    @EndpointInject("mock:again")
    private MockEndpoint again;

    @EndpointInject("mock:held")
    private MockEndpoint held;

    private final String user = UUID.randomUUID().toString();
    private final String person = Person.ofUserId(user).fingerprint();

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "held-person", route -> {
            route.replaceFromWith("direct:held-person");
            route.weaveByToUri("direct:router").replace().to("mock:router");
            route.weaveByToUri("seda:held-person*").replace().to("mock:again");
            // It stands in the error handling of 00-failures.
            route.weaveByToUri("direct:held").replace().to("mock:held");
        });
        context.getRouteController().startRoute("held-person");
    }

    private List<String> hold(int events) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Sample sample = Sample.of("{\"type\": \"identify\", \"userId\": \"" + user + "\"}");
            Exchange exchange = context.getEndpoint("direct:held").createExchange();
            sample.inHand().process(exchange);
            heldEvents.stepAside(exchange);
            ids.add(sample.event().messageId());
        }
        return ids;
    }

    private List<String> waiting() {
        return database.sql("SELECT message_id FROM held_events WHERE person = :person ORDER BY id")
                .param("person", person)
                .query(String.class)
                .list();
    }

    @Test
    void triesTheEventsOfAPersonInOrder() throws Exception {
        List<String> ids = hold(2);
        router.expectedMessageCount(2);
        again.expectedMessageCount(0);

        template.sendBody("direct:held-person", person);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(router.getExchanges())
                .extracting(exchange -> exchange.getMessage().getHeader("segmentMessageId"))
                .isEqualTo(ids);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void givesOthersTheirTurnAfterTenEvents() throws Exception {
        List<String> ids = hold(11);
        router.expectedMessageCount(10);
        again.expectedBodiesReceived(person);

        template.sendBody("direct:held-person", person);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(waiting()).isEqualTo(ids.subList(10, 11));
    }

    @Test
    void triesNoLaterEventWhileAnEarlierOneWaitsOn() throws Exception {
        List<String> ids = hold(2);
        router.whenAnyExchangeReceived(exchange -> {
            throw new ConnectException();
        });
        router.expectedMessageCount(1);
        held.expectedMessageCount(1);

        template.sendBody("direct:held-person", person);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(waiting()).isEqualTo(ids);
    }
}
