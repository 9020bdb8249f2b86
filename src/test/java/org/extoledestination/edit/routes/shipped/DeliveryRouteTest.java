package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.delivery.DeliveryOutcome;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class DeliveryRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:passed")
    private MockEndpoint passed;

    @EndpointInject("mock:metered")
    private MockEndpoint metered;

    @EndpointInject("mock:async-events")
    private MockEndpoint asyncEvents;

    @EndpointInject("mock:events")
    private MockEndpoint events;

    @EndpointInject("mock:erasures")
    private MockEndpoint erasures;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "delivery", route -> {
            route.weaveByToString("Bean[ref:deliveryGate method:pass]").after().to("mock:passed");
            route.weaveByToUri("direct:metered").replace().to("mock:metered");
            route.weaveByToUri(".*/v6/async-events.*").replace().to("mock:async-events");
            route.weaveByToUri(".*/v6/events.*").replace().to("mock:events");
            route.weaveByToUri(".*/v4/erasures.*").replace().to("mock:erasures");
        });
        context.getRouteController().startRoute("delivery");
        for (MockEndpoint extole : new MockEndpoint[] {asyncEvents, events, erasures}) {
            answer(extole, 200, "{\"event_id\": \"1\"}");
        }
    }

    private static void answer(MockEndpoint extole, int status, String body) {
        extole.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(body);
        });
    }

    private Exchange send(Operation operation) {
        ExtoleRequest request = new ExtoleRequest(operation, Map.of("event_name", "wish"), Set.of(), Optional.empty());
        return template.send("direct:call", exchange -> {
            Sample.of("{\"type\": \"track\", \"event\": \"Wish Made\"}")
                    .with(request)
                    .process(exchange);
            EventInHand.receive(exchange, request);
            exchange.setProperty(ExtoleRequest.OPERATION, operation.word());
            exchange.getMessage().setHeader("Cookie", "of the sender");
        });
    }

    @ParameterizedTest(name = "{0} -> {1} with the {3}")
    @CsvSource({
        "ASYNC_EVENT, async-events, 0, key-for-events",
        "EVENT, events, 1, key-for-events",
        "ERASURE, erasures, 1, key-for-erasures"
    })
    void makesEachCallAtItsAddress(Operation operation, String address, int calls, String key) throws Exception {
        MockEndpoint called = MockEndpoint.resolve(context, "mock:" + address);
        for (MockEndpoint each : new MockEndpoint[] {asyncEvents, events, erasures}) {
            each.expectedMessageCount(each.equals(called) ? 1 : 0);
        }
        called.expectedHeaderReceived("Authorization", "Bearer " + key);
        metered.expectedMessageCount(calls);

        Exchange sent = send(operation);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(sent.getException()).isNull();
    }

    @Test
    void sendsJsonAndNoHeaderThatCameWithTheEvent() throws Exception {
        asyncEvents.expectedBodiesReceived("{\"event_name\":\"wish\"}");

        send(Operation.ASYNC_EVENT);

        asyncEvents.assertIsSatisfied();
        assertThat(asyncEvents.getExchanges().get(0).getMessage().getHeaders())
                .containsOnlyKeys("Content-Type", "Accept", "User-Agent", "extole-app-type", "Authorization")
                .containsEntry("extole-app-type", "segment");
    }

    @Test
    void judgesTheAnswer() {
        answer(asyncEvents, 400, "{\"code\": \"invalid_event\"}");
        answer(events, 503, "");

        assertThat(outcome(Operation.ASYNC_EVENT)).isInstanceOf(Refused.class);
        assertThat(outcome(Operation.EVENT)).isInstanceOf(Unavailable.class);
    }

    private DeliveryOutcome outcome(Operation operation) {
        return send(operation).getException(ExtoleException.class).outcome();
    }

    @Test
    void sendsNothingThatTheGateStops() throws Exception {
        passed.whenAnyExchangeReceived(exchange -> {
            throw new IOException();
        });
        asyncEvents.expectedMessageCount(0);

        assertThat(send(Operation.ASYNC_EVENT).getException()).isInstanceOf(IOException.class);

        asyncEvents.assertIsSatisfied();
    }

    @Test
    void sendsNothingWhileTheMeteredCallsAreSpent() throws Exception {
        metered.whenAnyExchangeReceived(exchange -> {
            throw new ThrottlerRejectedExecutionException("spent");
        });
        events.expectedMessageCount(0);
        erasures.expectedMessageCount(0);

        send(Operation.EVENT);
        send(Operation.ERASURE);

        MockEndpoint.assertIsSatisfied(context);
    }
}
