package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;

@ShippedRouteTest
class ParkedRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:dead-letter")
    private MockEndpoint deadLetter;

    @EndpointInject("mock:refused")
    private MockEndpoint refused;

    private final Sample sample = Sample.of("{\"type\": \"track\", \"event\": \"Wish Made\"}");

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "parked", route -> {
            route.weaveByToUri("direct:dead-letter").replace().to("mock:dead-letter");
            route.weaveByToUri("direct:refused").replace().to("mock:refused");
        });
        context.getRouteController().startRoute("parked");
    }

    @Test
    void makesADeadLetterOfTheEvent() throws Exception {
        deadLetter.expectedMessageCount(1);
        deadLetter.expectedPropertyReceived(EventInHand.PROPERTY, EventInHand.of(sample.event()));
        refused.expectedMessageCount(0);

        template.send("direct:parked", sample.queued());

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void keepsAsARefusedMessageWhatCannotBeADeadLetter() throws Exception {
        deadLetter.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });
        refused.expectedBodiesReceived(sample.event().json());

        Exchange passed = template.send("direct:parked", sample.queued());

        refused.assertIsSatisfied();
        assertThat(passed.getException()).isNull();
    }

    @Test
    void leavesTheEventInTheQueueWhileTheDatabaseIsAway() throws Exception {
        deadLetter.whenAnyExchangeReceived(exchange -> {
            throw new DataAccessResourceFailureException("away");
        });
        refused.expectedMessageCount(0);

        Exchange passed = template.send("direct:parked", sample.queued());

        refused.assertIsSatisfied();
        assertThat(passed.getException()).isInstanceOf(DataAccessResourceFailureException.class);
    }
}
