package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

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
class TrackRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:unique")
    private MockEndpoint unique;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(
                context,
                "track",
                route -> route.weaveByToUri("direct:unique").replace().to("mock:unique"));
        context.getRouteController().startRoute("track");
    }

    @Test
    void handsOnTheRequestThatTheMappingMakes() throws Exception {
        unique.expectedMessageCount(1);

        template.send("direct:track", Sample.of("""
                {"type": "track", "event": "Wish Made", "userId": "u-1", "properties": {"colour": "red"}}""").read());

        unique.assertIsSatisfied();
        ExtoleRequest request = unique.getExchanges().get(0).getMessage().getBody(ExtoleRequest.class);
        assertThat(request.body()).containsEntry("event_name", "Wish Made");
        assertThat(request.body().get("data"))
                .asString()
                .contains("partner_user_id=u-1")
                .contains("colour=red");
    }

    @Test
    void sendsNothingWhereTheMappingSaysSo() throws Exception {
        unique.expectedMessageCount(0);

        // A name of which Extole would leave nothing.
        Exchange passed = template.send(
                "direct:track",
                Sample.of("{\"type\": \"track\", \"event\": \"?\"}").read());

        unique.assertIsSatisfied();
        assertThat(passed.getException()).isNull();
    }

    @Test
    void leavesAnEventThatCannotBeMappedToItsCaller() throws Exception {
        unique.expectedMessageCount(0);

        Exchange passed = template.send("direct:track", Sample.of("""
                {"type": "track", "event": "Order Completed", "properties": {"total": "much"}}""").read());

        unique.assertIsSatisfied();
        assertThat(passed.getException()).isInstanceOf(UnmappableEventException.class);
    }
}
