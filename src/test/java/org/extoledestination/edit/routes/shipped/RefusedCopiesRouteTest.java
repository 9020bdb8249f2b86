package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class RefusedCopiesRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:received")
    private MockEndpoint received;

    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "refused-copies", route -> {
            route.replaceFromWith("direct:refused-copies");
            route.weaveAddFirst().to("mock:received");
        });
        context.getRouteController().startRoute("refused-copies");
    }

    private Exchange send() {
        return template.send("direct:refused-copies", exchange -> {
            exchange.getMessage().setHeaders(Map.of("refusedMessageId", id, "refusedReason", "bad_request: No JSON."));
            exchange.getMessage().setBody("no JSON");
        });
    }

    private Iterable<String> kept() {
        return database.sql("SELECT code FROM refused_messages WHERE message_id = :id")
                .param("id", id)
                .query(String.class)
                .list();
    }

    @Test
    void movesAMessageIntoTheTable() {
        send();

        assertThat(kept()).containsExactly("bad_request");
    }

    @Test
    void leavesAMessageOnItsQueueThatCannotBeMoved() {
        received.whenAnyExchangeReceived(exchange -> {
            throw new DataAccessResourceFailureException("away");
        });

        Exchange passed = send();

        assertThat(passed.getException()).isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(kept()).isEmpty();
    }
}
