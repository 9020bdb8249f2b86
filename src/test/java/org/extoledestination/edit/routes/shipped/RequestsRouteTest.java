package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.MisplacedStepException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class RequestsRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:call")
    private MockEndpoint call;

    private final Sample sample = Sample.of("{\"type\": \"track\", \"event\": \"Wish Made\"}");

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(
                context,
                "requests",
                route -> route.weaveByToUri("direct:call").replace().to("mock:call"));
        context.getRouteController().startRoute("requests");
    }

    private static ExtoleRequest request(Operation operation) {
        return new ExtoleRequest(operation, Map.of("event_name", "wish"), Set.of(), Optional.empty());
    }

    private Exchange send(Object body) {
        return template.send("direct:delivery", sample.with(body));
    }

    @Test
    void sendsWhatExtoleHasNotTakenInAnEarlierAttempt() throws Exception {
        ExtoleRequest first = request(Operation.ASYNC_EVENT);
        ExtoleRequest second = request(Operation.EVENT);
        call.whenExchangeReceived(2, exchange -> {
            throw new ConnectException();
        });
        call.expectedBodiesReceived(first, second, second);

        send(first);
        send(second);
        send(first);
        send(second);

        call.assertIsSatisfied();
    }

    @Test
    void saysWhichCallItIs() throws Exception {
        call.expectedMessageCount(1);
        call.expectedPropertyReceived("extoleOperation", "event");

        send(request(Operation.EVENT));

        call.assertIsSatisfied();
    }

    @Test
    void sendsNothingThatIsNoRequest() throws Exception {
        call.expectedMessageCount(0);

        Exchange passed = send(Map.of("event", "Wish Made"));

        call.assertIsSatisfied();
        assertThat(passed.getException()).isInstanceOf(MisplacedStepException.class);
    }
}
