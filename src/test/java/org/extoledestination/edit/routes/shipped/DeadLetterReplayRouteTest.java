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
import org.extoledestination.deadletter.DeadLetters;
import org.extoledestination.event.MisplacedStepException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class DeadLetterReplayRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private DeadLetters deadLetters;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:kept")
    private MockEndpoint kept;

    @EndpointInject("mock:postponed")
    private MockEndpoint postponed;

    private final Sample sample = Sample.of("{\"type\": \"identify\"}");

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "dead-letter-replay", route -> {
            route.replaceFromWith("direct:dead-letter-replay");
            route.weaveByToString("Bean[ref:eventQueue method:keep]").replace().to("mock:kept");
            // It stands in the error handling of 00-failures.
            route.weaveByToString("Bean[ref:deadLetterReplay method:postpone]")
                    .replace()
                    .to("mock:postponed");
        });
        context.getRouteController().startRoute("dead-letter-replay");
        database.sql("DELETE FROM dead_letters").update();
        Exchange exchange = context.getEndpoint("direct:dead-letter").createExchange();
        sample.inHand().process(exchange);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new MisplacedStepException("Wrong step."));
        deadLetters.keep(exchange);
    }

    private void ask() {
        database.sql("UPDATE dead_letters SET state = 'requested'").update();
        // The rate lets none pass in the first moment.
        await().until(() -> {
            template.sendBody("direct:dead-letter-replay", null);
            return kept.getReceivedCounter() > 0;
        });
    }

    private String state() {
        return database.sql("SELECT state FROM dead_letters")
                .query(String.class)
                .single();
    }

    @Test
    void putsALetterIntoTheQueueThatIsAskedFor() throws Exception {
        kept.expectedMessageCount(1);

        ask();

        kept.assertIsSatisfied();
        List<?> events = kept.getExchanges().get(0).getMessage().getBody(List.class);
        assertThat(events)
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("door")
                .isEqualTo(sample.event());
        assertThat(state()).isEqualTo("replaying");
    }

    @Test
    void putsNothingIntoTheQueueThatNobodyAskedFor() throws Exception {
        kept.expectedMessageCount(0);

        template.sendBody("direct:dead-letter-replay", null);

        kept.assertIsSatisfied();
        assertThat(state()).isEqualTo("dead");
    }

    @Test
    void asksForALetterStillThatTheQueueCouldNotKeep() throws Exception {
        kept.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });
        postponed.expectedMinimumMessageCount(1);

        ask();

        postponed.assertIsSatisfied();
        assertThat(state()).isEqualTo("requested");
    }
}
