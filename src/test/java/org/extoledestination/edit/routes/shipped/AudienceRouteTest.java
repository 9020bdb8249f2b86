package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Instant;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class AudienceRouteTest {

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

    @EndpointInject("mock:finished")
    private MockEndpoint finished;

    private final String user = UUID.randomUUID().toString();

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "audience", route -> {
            route.weaveByToString("Bean[ref:mapping method:map]").after().to("mock:mapped");
            route.weaveByToUri("direct:unique").replace().to("mock:unique");
            route.weaveByToUri("direct:public-parameters").replace().to("mock:public-parameters");
            route.weaveByToString("Bean[ref:audienceStates method:finish]")
                    .after()
                    .to("mock:finished");
        });
        context.getRouteController().startRoute("audience");
    }

    private Exchange say(boolean isMember, Instant time) {
        Sample identify = Sample.of("""
                {"type": "identify", "userId": "%s", "timestamp": "%s", "traits": {"vip": %s},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}""".formatted(user, time, isMember));
        return template.send("direct:audience", identify.read());
    }

    @AfterEach
    void asExpected() throws Exception {
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void sendsWhatIsNews() {
        unique.expectedMessageCount(2);
        publicParameters.expectedMessageCount(2);
        finished.expectedMessageCount(2);

        say(true, Instant.now().minusSeconds(9));
        say(false, Instant.now());
    }

    @Test
    void dropsWhatExtoleWasToldAlready() {
        unique.expectedMessageCount(1);
        finished.expectedMessageCount(2);

        say(true, Instant.now().minusSeconds(9));
        say(true, Instant.now());
    }

    @Test
    void dropsWhatIsOlderThanWhatExtoleWasTold() {
        unique.expectedMessageCount(1);
        finished.expectedMessageCount(2);

        say(true, Instant.now());
        say(false, Instant.now().minusSeconds(9));
    }

    @Test
    void tellsAgainWhatExtoleHasNotTaken() {
        unique.whenExchangeReceived(1, exchange -> {
            throw new ConnectException();
        });
        unique.expectedMessageCount(2);
        publicParameters.expectedMessageCount(1);
        finished.expectedMessageCount(2);

        assertThat(say(true, Instant.now().minusSeconds(9)).getException()).isInstanceOf(ConnectException.class);
        say(true, Instant.now());
    }

    @Test
    void sendsNothingWhereTheMappingSaysSo() {
        mapped.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(null));
        unique.expectedMessageCount(0);
        finished.expectedMessageCount(1);

        say(true, Instant.now());
    }
}
