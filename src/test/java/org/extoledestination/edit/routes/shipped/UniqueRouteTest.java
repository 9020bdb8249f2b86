package org.extoledestination.edit.routes.shipped;

import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class UniqueRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:delivery")
    private MockEndpoint delivery;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(
                context,
                "unique",
                route -> route.weaveByToUri("direct:delivery").replace().to("mock:delivery"));
        context.getRouteController().startRoute("unique");
    }

    /** Another event each time. */
    private void send(Optional<String> unique) {
        template.send(
                "direct:unique",
                Sample.of("{\"type\": \"track\", \"event\": \"Order Completed\"}")
                        .with(new ExtoleRequest(
                                Operation.ASYNC_EVENT, Map.of("event_name", "conversion"), Set.of(), unique)));
    }

    @AfterEach
    void asExpected() throws Exception {
        delivery.assertIsSatisfied();
    }

    @Test
    void sendsOnceWhatTwoSourcesReport() {
        Optional<String> order = Optional.of(UUID.randomUUID().toString());
        delivery.expectedMessageCount(1);

        send(order);
        send(order);
    }

    @Test
    void sendsEachOfDifferentKeys() {
        delivery.expectedMessageCount(2);

        send(Optional.of(UUID.randomUUID().toString()));
        send(Optional.of(UUID.randomUUID().toString()));
    }

    @Test
    void sendsEverythingThatIsNotCalledUnique() {
        delivery.expectedMessageCount(2);

        send(Optional.empty());
        send(Optional.empty());
    }

    @Test
    void sendsAgainWhatExtoleHasNotTaken() {
        Optional<String> order = Optional.of(UUID.randomUUID().toString());
        delivery.whenExchangeReceived(1, exchange -> {
            throw new ConnectException();
        });
        delivery.expectedMessageCount(2);

        send(order);
        send(order);
        send(order);
    }
}
