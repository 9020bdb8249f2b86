package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.gate.suppression.Suppressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class ErasureRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private Suppressions suppressions;

    @EndpointInject("mock:passed")
    private MockEndpoint passed;

    @EndpointInject("mock:letters-forgotten")
    private MockEndpoint lettersForgotten;

    @EndpointInject("mock:held-forgotten")
    private MockEndpoint heldForgotten;

    @EndpointInject("mock:states-forgotten")
    private MockEndpoint statesForgotten;

    @EndpointInject("mock:parameters-forgotten")
    private MockEndpoint parametersForgotten;

    @EndpointInject("mock:delivery")
    private MockEndpoint delivery;

    private final String user = UUID.randomUUID().toString();
    private final String email = user + "@example.com";
    private final Sample delete = Sample.of("""
            {"type": "delete", "userId": "%s", "context": {"traits": {"email": "%s"}}}""".formatted(user, email));

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "erasure", route -> {
            route.weaveByToString("Bean[ref:deletionCap method:pass]").after().to("mock:passed");
            route.weaveByToString("Bean[ref:deadLetters method:forget]").after().to("mock:letters-forgotten");
            route.weaveByToString("Bean[ref:heldEvents method:forget]").after().to("mock:held-forgotten");
            route.weaveByToString("Bean[ref:audienceStates method:forget]")
                    .after()
                    .to("mock:states-forgotten");
            route.weaveByToString("Bean[ref:publicParameters method:forget]")
                    .after()
                    .to("mock:parameters-forgotten");
            route.weaveByToUri("direct:delivery").replace().to("mock:delivery");
        });
        context.getRouteController().startRoute("erasure");
    }

    private static List<Object> bodies(MockEndpoint mock) {
        return mock.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody())
                .toList();
    }

    @Test
    void asksForAnErasureByEachKeyOfThePerson() throws Exception {
        delivery.expectedMessageCount(2);
        delivery.expectedPropertyValuesReceivedInAnyOrder("extoleOperation", "erasure", "erasure");

        template.send("direct:erasure", delete.read());

        delivery.assertIsSatisfied();
        assertThat(bodies(delivery))
                .extracting(body -> ((ExtoleRequest) body).body().toString())
                .satisfiesExactly(
                        first -> assertThat(first).contains("partner_user_id=" + user),
                        second -> assertThat(second).contains("email=" + email));
    }

    @Test
    void forgetsThePersonBeforeItAsks() throws Exception {
        String[] persons = {
            Person.ofUserId(user).fingerprint(), Person.ofEmail(email).fingerprint()
        };
        lettersForgotten.expectedBodiesReceivedInAnyOrder((Object[]) persons);
        heldForgotten.expectedBodiesReceivedInAnyOrder((Object[]) persons);
        statesForgotten.expectedMessageCount(1);
        parametersForgotten.expectedMessageCount(2);
        delivery.whenAnyExchangeReceived(
                exchange -> assertThat(List.of(lettersForgotten, heldForgotten, statesForgotten, parametersForgotten))
                        .allMatch(mock -> mock.getReceivedCounter() > 0));

        Exchange erased = template.send("direct:erasure", delete.read());

        MockEndpoint.assertIsSatisfied(context);
        assertThat(erased.getException()).isNull();
    }

    @Test
    void suppressesWhatHappenedBefore() {
        Exchange late = context.getEndpoint("direct:router").createExchange();

        template.send("direct:erasure", delete.read());

        setUp(late, "2020-01-01T00:00:00Z");
        assertThat(suppressions.drop(late)).isTrue();
        setUp(late, "2999-01-01T00:00:00Z");
        assertThat(suppressions.drop(late)).isFalse();
    }

    private void setUp(Exchange exchange, String time) {
        try {
            Sample.of("""
                    {"type": "identify", "userId": "%s", "timestamp": "%s"}""".formatted(user, time)).read().process(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doesNothingWithADeletionThatIsHeld() throws Exception {
        passed.whenAnyExchangeReceived(exchange -> {
            throw new IOException();
        });
        lettersForgotten.expectedMessageCount(0);
        delivery.expectedMessageCount(0);

        template.send("direct:erasure", delete.read());

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void waitsWithTheSecondErasureForTheFirst() throws Exception {
        delivery.whenAnyExchangeReceived(exchange -> {
            throw new IOException();
        });
        delivery.expectedMessageCount(1);

        Exchange erased = template.send("direct:erasure", delete.read());

        delivery.assertIsSatisfied();
        assertThat(erased.getException()).hasRootCauseInstanceOf(IOException.class);
    }
}
