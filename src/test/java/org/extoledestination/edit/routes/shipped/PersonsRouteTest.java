package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
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
import org.extoledestination.delivery.parameters.PublicParameters;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class PersonsRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private PublicParameters publicParameters;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:metered")
    private MockEndpoint metered;

    @EndpointInject("mock:persons")
    private MockEndpoint persons;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "persons", route -> {
            route.replaceFromWith("direct:persons");
            route.weaveByToUri("direct:metered").replace().to("mock:metered");
            route.weaveByToUri(".*/v5/persons.*").replace().to("mock:persons");
        });
        context.getRouteController().startRoute("persons");
        database.sql("DELETE FROM parameter_persons").update();
    }

    /** Whose turn it has been for so long. */
    private String waiting(int minutes) throws Exception {
        Sample sample = Sample.of("{\"type\": \"identify\"}");
        Exchange exchange = context.getEndpoint("direct:public-parameters").createExchange();
        sample.inHand().process(exchange);
        EventInHand.receive(
                exchange,
                new ExtoleRequest(
                        Operation.ASYNC_EVENT,
                        Map.of("data", Map.of("partner_user_id", "u-1", "plan", "gold")),
                        Set.of("plan"),
                        Optional.empty()));
        publicParameters.keep(exchange);
        database.sql("UPDATE parameter_persons SET next_attempt = :since WHERE message_id = :id")
                .param("since", Timestamp.from(Instant.now().minus(Duration.ofMinutes(minutes))))
                .param("id", sample.event().messageId())
                .update();
        return sample.event().messageId();
    }

    private void extoleAnswers(int status, String found) {
        persons.whenAnyExchangeReceived(exchange -> {
            boolean isSearch = exchange.getMessage()
                    .getHeader(Exchange.HTTP_PATH, String.class)
                    .isEmpty();
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage()
                    .setBody(isSearch ? found : "{\"plan\": {\"scope\": \"PUBLIC\", \"value\": \"gold\"}}");
        });
    }

    @Test
    void makesNoCallWhereNobodyWaits() throws Exception {
        persons.expectedMessageCount(0);

        template.sendBody("direct:persons", null);

        persons.assertIsSatisfied();
    }

    @Test
    void makesTheCallsOfOnePersonAfterTheOtherWithinTheMeteredCalls() throws Exception {
        String second = waiting(1);
        String first = waiting(2);
        metered.expectedMessageCount(4);
        metered.expectedPropertyReceived("extoleOperation", "person");
        persons.expectedMessageCount(4);
        extoleAnswers(200, "[{\"id\": \"1\"}]");

        template.sendBodyAndHeader("direct:persons", null, "Cookie", "of nobody");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(persons.getExchanges())
                .extracting(exchange -> EventInHand.event(exchange).messageId())
                .containsExactly(first, first, second, second);
        assertThat(persons.getExchanges().get(0).getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_METHOD, "GET")
                .containsEntry("Authorization", "Bearer key-for-events")
                .doesNotContainKey("Cookie")
                .hasEntrySatisfying(
                        Exchange.HTTP_QUERY,
                        query -> assertThat(query).asString().contains("u-1"));
    }

    @Test
    void asksForNobodyElseOnceExtoleIsAway() throws Exception {
        waiting(1);
        waiting(2);
        persons.expectedMessageCount(1);
        extoleAnswers(503, "");

        Exchange passed = template.send("direct:persons", exchange -> {});

        persons.assertIsSatisfied();
        assertThat(passed.getException()).isNull();
    }

    @Test
    void callsNobodyWhileTheMeteredCallsAreSpent() throws Exception {
        waiting(1);
        waiting(2);
        metered.expectedMessageCount(1);
        metered.whenAnyExchangeReceived(exchange -> {
            throw new ThrottlerRejectedExecutionException("spent");
        });
        persons.expectedMessageCount(0);

        Exchange passed = template.send("direct:persons", exchange -> {});

        MockEndpoint.assertIsSatisfied(context);
        assertThat(passed.getException()).isNull();
    }
}
