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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class IdentifyRouteTest {

    private static final Sample IDENTIFY =
            Sample.of("{\"type\": \"identify\", \"userId\": \"u-1\", \"traits\": {\"plan\": \"gold\"}}");

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:mapped")
    private MockEndpoint mapped;

    @EndpointInject("mock:unique")
    private MockEndpoint unique;

    @EndpointInject("mock:public-parameters")
    private MockEndpoint publicParameters;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "identify", route -> {
            route.weaveByToString("Bean[ref:mapping method:map]").after().to("mock:mapped");
            route.weaveByToUri("direct:unique").replace().to("mock:unique");
            route.weaveByToUri("direct:public-parameters").replace().to("mock:public-parameters");
        });
        context.getRouteController().startRoute("identify");
    }

    @Test
    void handsOnTheRequestAndThenItsParameters() throws Exception {
        unique.expectedMessageCount(1);
        publicParameters.expectedMessageCount(1);

        template.send("direct:identify", IDENTIFY.read());

        MockEndpoint.assertIsSatisfied(context);
        ExtoleRequest request = unique.getExchanges().get(0).getMessage().getBody(ExtoleRequest.class);
        assertThat(request.body()).containsEntry("event_name", "identify");
        assertThat(request.parameters()).containsExactly("plan");
    }

    @Test
    void keepsNoParametersOfAnEventThatExtoleHasNotTaken() throws Exception {
        unique.whenAnyExchangeReceived(exchange -> {
            throw new ConnectException();
        });
        publicParameters.expectedMessageCount(0);

        Exchange passed = template.send("direct:identify", IDENTIFY.read());

        publicParameters.assertIsSatisfied();
        assertThat(passed.getException()).isInstanceOf(ConnectException.class);
    }

    @Test
    void sendsNothingWhereTheMappingSaysSo() throws Exception {
        mapped.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(null));
        unique.expectedMessageCount(0);
        publicParameters.expectedMessageCount(0);

        template.send("direct:identify", IDENTIFY.read());

        MockEndpoint.assertIsSatisfied(context);
    }
}
