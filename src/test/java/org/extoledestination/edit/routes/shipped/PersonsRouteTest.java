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
class PersonsRouteTest {

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

    @EndpointInject("mock:persons-call")
    private MockEndpoint call;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "persons", route -> {
            route.replaceFromWith("direct:persons");
            route.weaveByToUri("direct:persons-call").replace().to("mock:persons-call");
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

    @Test
    void makesNoCallWhereNobodyWaits() throws Exception {
        call.expectedMessageCount(0);

        template.sendBody("direct:persons", null);

        call.assertIsSatisfied();
    }

    @Test
    void makesTheCallsOfOnePersonAfterTheOther() throws Exception {
        String second = waiting(1);
        String first = waiting(2);
        call.expectedMessageCount(4);
        call.whenAnyExchangeReceived(exchange -> {
            boolean isSearch = personsApi.call(exchange).path().isEmpty();
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
            exchange.getMessage()
                    .setBody(
                            isSearch
                                    ? "[{\"id\": \"1\"}]"
                                    : "{\"plan\": {\"scope\": \"PUBLIC\", \"value\": \"gold\"}}");
            personsApi.answer(exchange);
        });

        template.sendBody("direct:persons", null);

        call.assertIsSatisfied();
        assertThat(call.getExchanges())
                .extracting(exchange -> EventInHand.event(exchange).messageId())
                .containsExactly(first, first, second, second);
    }

    @Test
    void asksForNobodyElseWhileTheCallsAreSpent() throws Exception {
        waiting(1);
        waiting(2);
        call.expectedMessageCount(1);
        call.whenAnyExchangeReceived(exchange -> {
            throw new ThrottlerRejectedExecutionException("spent");
        });

        Exchange passed = template.send("direct:persons", exchange -> {});

        call.assertIsSatisfied();
        assertThat(passed.getException()).isNull();
    }
}
