package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.event.MisplacedStepException;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class DeadLetterRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private HeldEvents heldEvents;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:keeping")
    private MockEndpoint keeping;

    private final Sample sample = Sample.of("{\"type\": \"identify\"}");

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(
                context,
                "dead-letter",
                route -> route.weaveByToString("Bean[ref:deadLetters method:keep]")
                        .before()
                        .to("mock:keeping"));
        context.getRouteController().startRoute("dead-letter");
    }

    /** Lets the event wait aside, and makes a dead letter of it. */
    private void send() {
        template.send("direct:dead-letter", exchange -> {
            sample.inHand().process(exchange);
            heldEvents.stepAside(exchange);
            long id = database.sql("SELECT id FROM held_events WHERE message_id = :id")
                    .param("id", sample.event().messageId())
                    .query(Long.class)
                    .single();
            EventInHand.take(exchange, sample.event(), new EventInHand.Aside(id, Instant.now(), 0), null);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new MisplacedStepException("Wrong step."));
        });
    }

    private List<String> in(String table) {
        return database.sql("SELECT type FROM " + table + " WHERE message_id = :id")
                .param("id", sample.event().messageId())
                .query(String.class)
                .list();
    }

    @Test
    void keepsTheEventAndLetsTheNextOneFollow() {
        send();

        assertThat(in("dead_letters")).containsExactly("identify");
        assertThat(in("held_events")).isEmpty();
    }

    @Test
    void keepsThePlaceAsideOfAnEventThatIsNoDeadLetterYet() {
        keeping.whenAnyExchangeReceived(exchange -> {
            throw new DataAccessResourceFailureException("away");
        });

        send();

        assertThat(in("dead_letters")).isEmpty();
        assertThat(in("held_events")).containsExactly("identify");
    }
}
