package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.extoledestination.delivery.ExtoleUnavailableException;
import org.extoledestination.delivery.parameters.PersonsApi;
import org.extoledestination.delivery.parameters.PublicParameters;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ShippedRouteTest
class PersonsCallRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private PublicParameters publicParameters;

    @Autowired
    private PersonsApi personsApi;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:metered")
    private MockEndpoint metered;

    @EndpointInject("mock:persons")
    private MockEndpoint persons;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "persons-call", route -> {
            route.weaveByToUri("direct:metered").replace().to("mock:metered");
            route.weaveByToUri(".*/v5/persons.*").replace().to("mock:persons");
        });
        context.getRouteController().startRoute("persons-call");
        database.sql("DELETE FROM parameter_persons").update();
        letSomebodyWait();
    }

    private void letSomebodyWait() throws Exception {
        Exchange exchange = context.getEndpoint("direct:public-parameters").createExchange();
        Sample.of("{\"type\": \"identify\"}").inHand().process(exchange);
        EventInHand.receive(
                exchange,
                new ExtoleRequest(
                        Operation.ASYNC_EVENT,
                        Map.of("data", Map.of("partner_user_id", "u-1", "plan", "gold")),
                        Set.of("plan"),
                        Optional.empty()));
        publicParameters.keep(exchange);
        database.sql("UPDATE parameter_persons SET next_attempt = next_attempt - INTERVAL '1' MINUTE")
                .update();
    }

    private Exchange call(int status, String answer) {
        persons.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(answer);
        });
        return template.send("direct:persons-call", exchange -> {
            assertThat(personsApi.nextPerson(exchange)).isTrue();
            exchange.getMessage().setHeader("Cookie", "of nobody");
        });
    }

    @Test
    void asksForThePersonWithinTheMeteredCalls() throws Exception {
        metered.expectedMessageCount(1);
        metered.expectedPropertyReceived("extoleOperation", "person");
        persons.expectedMessageCount(1);

        Exchange called = call(200, "[]");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(called.getException()).isNull();
        assertThat(persons.getExchanges().get(0).getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_METHOD, "GET")
                .containsEntry("Authorization", "Bearer key-for-events")
                .doesNotContainKey("Cookie")
                .hasEntrySatisfying(
                        Exchange.HTTP_QUERY,
                        query -> assertThat(query).asString().contains("u-1"));
    }

    @Test
    void readsTheAnswer() {
        assertThat(call(503, "").getException()).isInstanceOf(ExtoleUnavailableException.class);
    }

    @Test
    void callsNobodyWhileTheMeteredCallsAreSpent() throws Exception {
        metered.whenAnyExchangeReceived(exchange -> {
            throw new ThrottlerRejectedExecutionException("spent");
        });
        persons.expectedMessageCount(0);

        call(200, "[]");

        persons.assertIsSatisfied();
    }
}
