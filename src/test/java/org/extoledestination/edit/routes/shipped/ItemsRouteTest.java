package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.mapping.UnmappableEventException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class ItemsRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:track")
    private MockEndpoint track;

    @EndpointInject("mock:unique")
    private MockEndpoint unique;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "items", route -> {
            route.weaveByToUri("direct:track").replace().to("mock:track");
            route.weaveByToUri("direct:unique").replace().to("mock:unique");
        });
        context.getRouteController().startRoute("items");
        // As the route does: the whole event is not what is left of it.
        track.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(null));
    }

    private Exchange send(String parcels) {
        return template.send("direct:items", Sample.of("""
                {"type": "track", "event": "Basket Sent", "properties": {"parcels": %s}}""".formatted(parcels)).read());
    }

    @Test
    void sendsTheEventAndOneRequestForEachItem() throws Exception {
        track.expectedMessageCount(1);
        unique.expectedMessageCount(2);

        Exchange passed = send("[{\"number\": \"a\"}, {\"number\": \"b\"}]");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(passed.getException()).isNull();
        assertThat(unique.getExchanges())
                .extracting(each -> String.valueOf(
                        each.getMessage().getBody(ExtoleRequest.class).body().get("data")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("parcel=a"),
                        second -> assertThat(second).contains("parcel=b"));
    }

    @Test
    void sendsTheOthersBesideAnItemThatCannotBeMappedAndFailsThen() throws Exception {
        track.expectedMessageCount(1);
        unique.expectedMessageCount(1);

        Exchange passed = send("[{}, {\"number\": \"b\"}]");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(passed.getException()).isInstanceOf(UnmappableEventException.class);
    }

    @Test
    void waitsWithTheOthersWhileExtoleIsAway() throws Exception {
        unique.whenAnyExchangeReceived(exchange -> {
            throw new ConnectException();
        });
        unique.expectedMessageCount(1);

        Exchange passed = send("[{\"number\": \"a\"}, {\"number\": \"b\"}]");

        unique.assertIsSatisfied();
        assertThat(passed.getException()).hasRootCauseInstanceOf(ConnectException.class);
    }
}
