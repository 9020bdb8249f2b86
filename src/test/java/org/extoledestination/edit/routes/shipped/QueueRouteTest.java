package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class QueueRouteTest {

    private static final String JSON = "{\"type\": \"track\", \"event\": \"Wish Made\"}";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:router")
    private MockEndpoint router;

    @EndpointInject("mock:held")
    private MockEndpoint held;

    @EndpointInject("mock:refused")
    private MockEndpoint refused;

    @EndpointInject("mock:stepped-aside")
    private MockEndpoint steppedAside;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "queue", route -> {
            route.replaceFromWith("direct:queue");
            route.weaveByToUri("direct:router").replace().to("mock:router");
            route.weaveByToUri("direct:held").replace().to("mock:held");
            route.weaveByToUri("direct:refused").replace().to("mock:refused");
            route.weaveByToString("Bean[ref:heldEvents method:stepAside]")
                    .after()
                    .to("mock:stepped-aside");
        });
        context.getRouteController().startRoute("queue");
    }

    private void expect(MockEndpoint one) {
        for (MockEndpoint each : new MockEndpoint[] {router, held, refused, steppedAside}) {
            each.expectedMessageCount(each.equals(one) ? 1 : 0);
        }
    }

    @Test
    void sendsAnEventToTheRouterWithTheEventInHand() throws Exception {
        Sample sample = Sample.of(JSON);
        expect(router);
        router.expectedPropertyReceived(EventInHand.PROPERTY, EventInHand.of(sample.event()));

        template.send("direct:queue", sample.queued());

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void refusesAMessageThatIsNoEvent() throws Exception {
        expect(refused);

        template.sendBodyAndHeader("direct:queue", JSON, "segmentSource", "segment");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(refused.getExchanges().get(0).getMessage().getHeader("refusedReason", String.class))
                .startsWith("not_an_event: ");
    }

    @ParameterizedTest(name = "{0} behind it -> {1}")
    @CsvSource({"200, router", "201, stepped-aside"})
    void letsAPersonStepAsideWithMoreThanTwoHundredEvents(int behind, String way) throws Exception {
        expect(MockEndpoint.resolve(context, "mock:" + way));

        template.send("direct:queue", exchange -> {
            Sample.of(JSON).queued().process(exchange);
            exchange.setProperty("activemqBatchBehind", behind);
        });

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void letsAnEventWaitBehindAnEarlierOneOfItsPerson() throws Exception {
        String json = "{\"type\": \"track\", \"event\": \"Wish Made\", \"userId\": \"u-of-queue\"}";
        template.send("direct:queue", exchange -> {
            Sample.of(json).queued().process(exchange);
            exchange.setProperty("activemqBatchBehind", 201);
        });
        MockEndpoint.resetMocks(context);
        expect(held);

        template.send("direct:queue", Sample.of(json).queued());

        MockEndpoint.assertIsSatisfied(context);
    }
}
