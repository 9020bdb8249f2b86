package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.queue.refused.Refused;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class RefusedRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient database;

    @Autowired
    private MeterRegistry meters;

    @EndpointInject("mock:refused")
    private MockEndpoint refused;

    @EndpointInject("mock:copies")
    private MockEndpoint copies;

    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "refused", route -> {
            route.weaveByToString("Bean[ref:refusedMessages method:keep]")
                    .before()
                    .to("mock:refused");
            route.weaveByToUri("activemq:segment.events.refused*").replace().to("mock:copies");
        });
        context.getRouteController().startRoute("refused");
    }

    private Exchange refuse(Object body) {
        return template.send("direct:refused", exchange -> {
            exchange.getMessage().setHeader("JMSMessageID", id);
            exchange.getMessage().setHeader("refusedReason", "bad_request: The body is no JSON.");
            exchange.getMessage().setBody(body);
        });
    }

    private List<String> kept() {
        return database.sql("SELECT code FROM refused_messages WHERE message_id = :id ORDER BY part")
                .param("id", id)
                .query(String.class)
                .list();
    }

    @Test
    void keepsAMessageAndSendsACopy() throws Exception {
        copies.expectedBodiesReceived("no JSON");
        copies.expectedHeaderReceived("refusedReason", "bad_request: The body is no JSON.");
        copies.expectedHeaderReceived("refusedMessageId", id);

        refuse("no JSON");

        copies.assertIsSatisfied();
        assertThat(kept()).containsExactly("bad_request");
    }

    @Test
    void keepsEachPartThatARouteRefusesWithItsOwnReason() throws Exception {
        copies.expectedHeaderValuesReceivedInAnyOrder("refusedReason", "one: a", "two: b");

        refuse(List.of(new Refused("1", 1, "one: a"), new Refused("2", 2, "two: b")));

        copies.assertIsSatisfied();
        assertThat(kept()).containsExactly("one", "two");
    }

    @Test
    void saysWhyAMessageIsParkedOnWhichARouteFailed() {
        template.send("direct:refused", exchange -> {
            exchange.setProperty(MessageBinding.PARKED, "failed: Over and over.");
            exchange.getMessage().setHeader("JMSMessageID", id);
            exchange.getMessage().setBody("{}");
        });

        assertThat(kept()).containsExactly("failed");
    }

    @Test
    void goesOnWithoutACopyAndCountsIt() {
        Counter failed = meters.counter("extole.destination.refused.copy", "outcome", "failed");
        double before = failed.count();
        copies.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });

        Exchange passed = refuse("no JSON");

        assertThat(passed.getException()).isNull();
        assertThat(kept()).containsExactly("bad_request");
        assertThat(failed.count()).isEqualTo(before + 1);
    }

    @Test
    void sendsNoCopyOfWhatCouldNotBeKept() throws Exception {
        refused.whenAnyExchangeReceived(exchange -> {
            throw new DataAccessResourceFailureException("away");
        });
        copies.expectedMessageCount(0);

        Exchange passed = refuse("no JSON");

        copies.assertIsSatisfied();
        assertThat(passed.getException()).isInstanceOf(DataAccessResourceFailureException.class);
    }
}
