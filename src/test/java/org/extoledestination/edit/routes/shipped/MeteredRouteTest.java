package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.event.ExtoleRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The numbers are those of the shipped settings: 90 calls a minute, 45 of them for erasures. */
@ShippedRouteTest
class MeteredRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        context.getRouteController().startRoute("metered");
    }

    /** How many pass until one is turned away. */
    private int passing(String operation) {
        for (int calls = 0; calls < 1_000; calls++) {
            Exchange passed = template.send("direct:metered", exchange -> {
                Sample.of("{\"type\": \"delete\"}").inHand().process(exchange);
                exchange.setProperty(ExtoleRequest.OPERATION, operation);
            });
            if (passed.getException() instanceof ThrottlerRejectedExecutionException) {
                return calls;
            }
        }
        throw new AssertionError("All of them pass");
    }

    @Test
    void leavesCallsToOtherSourcesAndToEvents() {
        assertThat(passing("erasure")).isEqualTo(23);
        assertThat(passing("event")).isEqualTo(90 - 23);
    }
}
