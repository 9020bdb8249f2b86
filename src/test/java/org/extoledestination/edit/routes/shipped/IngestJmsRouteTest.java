package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.inhand.InHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IngestJmsRouteTest {

    private static final String SOUND = "{\"type\": \"track\", \"event\": \"Wish Made\", \"userId\": \"u-1\"}";
    private static final String UNSOUND = "{\"type\": \"track\", \"userId\": \"u-1\"}";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private InHand inHand;

    @EndpointInject("mock:kept")
    private MockEndpoint kept;

    @EndpointInject("mock:refused")
    private MockEndpoint refused;

    private final String id = "ID:" + UUID.randomUUID();

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "ingest-jms", route -> {
            route.replaceFromWith("direct:ingest-jms");
            route.weaveByToString("Bean[ref:segmentQueue method:keep]")
                    .replace()
                    .to("mock:kept");
            route.weaveByToUri("direct:refused").replace().to("mock:refused");
        });
        context.getRouteController().startRoute("ingest-jms");
    }

    @Test
    void keepsTheSoundEventsOfAMessageAndRefusesTheOthers() throws Exception {
        kept.expectedMessageCount(1);
        refused.expectedMessageCount(1);

        Exchange passed = template.send(
                "direct:ingest-jms", exchange -> exchange.getMessage().setBody("[" + SOUND + "," + UNSOUND + "]"));

        MockEndpoint.assertIsSatisfied(context);
        assertThat(list(kept)).hasSize(1);
        assertThat(list(refused)).hasSize(1);
        assertThat(passed.getProperty("read")).isNull();
    }

    @Test
    void refusesNothingOfASoundMessage() throws Exception {
        kept.expectedMessageCount(1);
        refused.expectedMessageCount(0);

        template.sendBody("direct:ingest-jms", SOUND);

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void doesNotReadAMessageThatIsParked() throws Exception {
        inHand.park(InHand.key(id));
        kept.expectedMessageCount(0);
        refused.expectedBodiesReceived(SOUND);

        template.sendBodyAndHeader("direct:ingest-jms", SOUND, "JMSMessageID", id);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(refused.getExchanges().get(0).getMessage().getHeader("refusedReason", String.class))
                .startsWith("parked_by_hand: ");
    }

    @Test
    void doesNotRefuseWhatCouldNotBeKept() throws Exception {
        kept.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });
        refused.expectedMessageCount(0);

        Exchange passed = template.send(
                "direct:ingest-jms", exchange -> exchange.getMessage().setBody("[" + SOUND + "," + UNSOUND + "]"));

        MockEndpoint.assertIsSatisfied(context);
        assertThat(passed.getException()).isInstanceOf(IllegalStateException.class);
    }

    private static List<?> list(MockEndpoint mock) {
        return mock.getExchanges().get(0).getMessage().getBody(List.class);
    }
}
