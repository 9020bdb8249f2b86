package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.delivery.ExtoleAnswers;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.inhand.EventInHand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each error handling of {@code 00-failures}, by a route that uses it. */
@ShippedRouteTest
class FailuresRouteTest {

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private ExtoleAnswers extoleAnswers;

    @Autowired
    private HeldEvents heldEvents;

    @Autowired
    private JdbcClient database;

    @EndpointInject("mock:step")
    private MockEndpoint step;

    @EndpointInject("mock:held")
    private MockEndpoint held;

    @EndpointInject("mock:dead-letter")
    private MockEndpoint deadLetter;

    private final Sample sample = Sample.of("{\"type\": \"identify\"}");

    /** The route begins with the step that fails. */
    private void advise(String id, Map<String, String> beans) throws Exception {
        AdviceWith.adviceWith(context, id, route -> {
            route.replaceFromWith("direct:failing");
            route.weaveAddFirst().to("mock:step");
            beans.forEach((bean, mock) ->
                    route.weaveByToString("Bean[" + bean + "]").replace().to("mock:" + mock));
        });
        context.getRouteController().startRoute(id);
    }

    private void adviseUserOfFailures() throws Exception {
        AdviceWith.adviceWith(context, "public-parameters", route -> {
            route.replaceFromWith("direct:failing");
            route.weaveByToString("Bean[ref:publicParameters method:keep]")
                    .replace()
                    .to("mock:step");
            route.weaveByToUri("direct:held").replace().to("mock:held");
            route.weaveByToUri("direct:dead-letter").replace().to("mock:dead-letter");
        });
        context.getRouteController().startRoute("public-parameters");
    }

    private Exchange send() {
        return template.send("direct:failing", exchange -> {
            sample.inHand().process(exchange);
            exchange.setProperty(ExtoleRequest.OPERATION, "async-event");
        });
    }

    private void expect(int steps, int aside, int letters) {
        step.expectedMessageCount(steps);
        held.expectedMessageCount(aside);
        deadLetter.expectedMessageCount(letters);
    }

    private void answers(Exchange exchange, int status) throws Exception {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody("{\"event_id\": \"1\"}");
        extoleAnswers.judge(exchange);
    }

    @AfterEach
    void extoleWorksAgain() throws Exception {
        Exchange exchange = context.getEndpoint("direct:call").createExchange();
        exchange.setProperty(ExtoleRequest.OPERATION, "async-event");
        answers(exchange, 200);
    }

    @Test
    void ingestFailuresTellTheSenderToComeBackWhileTheBrokerIsAway() throws Exception {
        AdviceWith.adviceWith(context, "ingest-http", route -> route.replaceFromWith("direct:failing"));
        context.getRouteController().startRoute("ingest-http");

        Exchange answer = template.send("direct:failing", exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_PATH, "/v1/track");
            exchange.getMessage().setBody("""
                    {"writeKey": "write-key", "event": "Wish Made", "userId": "u-1"}""".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
        assertThat(answer.getMessage().getHeader("Retry-After")).isEqualTo("5");
    }

    @Test
    void ingestFailuresAnswer500ToAFaultOfOurs() throws Exception {
        advise("ingest-http", Map.of());
        step.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });

        Exchange answer = send();

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    }

    @Test
    void ingestJmsFailuresLeaveTheMessageOnItsQueue() throws Exception {
        advise("refused-copies", Map.of());
        step.expectedMessageCount(1);
        step.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException();
        });

        assertThat(send().getException()).isInstanceOf(IllegalStateException.class);

        step.assertIsSatisfied();
    }

    @Test
    void replayFailuresPostponeTheReplay() throws Exception {
        advise("dead-letter-replay", Map.of("ref:deadLetterReplay method:postpone", "postponed"));
        step.whenAnyExchangeReceived(exchange -> {
            throw new DataAccessResourceFailureException("away");
        });
        MockEndpoint.resolve(context, "mock:postponed").expectedMessageCount(1);

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresTryAgainWhatExtoleCouldNotTake() throws Exception {
        adviseUserOfFailures();
        expect(2, 0, 0);
        step.whenExchangeReceived(1, exchange -> answers(exchange, 503));

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresLetAnEventWaitAsideThatFailsAlone() throws Exception {
        adviseUserOfFailures();
        held.expectedMessageCount(1);
        deadLetter.expectedMessageCount(0);
        step.expectedMinimumMessageCount(2);
        step.whenAnyExchangeReceived(exchange -> answers(exchange, 500));

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresGiveUpAnEventThatHasFailedAloneForHours() throws Exception {
        adviseUserOfFailures();
        expect(1, 0, 1);
        step.whenAnyExchangeReceived(exchange -> answers(exchange, 500));

        template.send("direct:failing", exchange -> {
            sample.inHand().process(exchange);
            heldEvents.stepAside(exchange);
            database.sql("UPDATE held_events SET tried_millis = 14400000 WHERE message_id = :id")
                    .param("id", sample.event().messageId())
                    .update();
            exchange.setProperty(ExtoleRequest.OPERATION, "async-event");
            long id = database.sql("SELECT id FROM held_events WHERE message_id = :id")
                    .param("id", sample.event().messageId())
                    .query(Long.class)
                    .single();
            EventInHand.take(exchange, sample.event(), new EventInHand.Aside(id, Instant.now(), 0), null);
        });

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresWaitForTheDatabase() throws Exception {
        adviseUserOfFailures();
        expect(2, 0, 0);
        step.whenExchangeReceived(1, exchange -> {
            throw new DataAccessResourceFailureException("away");
        });

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresGiveTheEventBackToTheQueueWhileTheApplicationStops() throws Exception {
        adviseUserOfFailures();
        expect(1, 0, 0);
        step.whenAnyExchangeReceived(exchange -> {
            throw new RejectedExecutionException();
        });

        assertThat(send().getException()).isInstanceOf(RejectedExecutionException.class);

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void failuresMakeADeadLetterOfAnEventThatIsWrong() throws Exception {
        adviseUserOfFailures();
        expect(1, 0, 1);
        step.whenAnyExchangeReceived(exchange -> answers(exchange, 400));

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }

    static List<Arguments> failuresOfPersons() {
        return List.of(
                Arguments.of("stopForExtole", new ConnectException()),
                Arguments.of("stopForExtole", new IOException()),
                Arguments.of("stopForNow", new ThrottlerRejectedExecutionException("spent")),
                Arguments.of("stopForOurselves", new DataAccessResourceFailureException("away")),
                Arguments.of("stopForOurselves", new IllegalStateException()));
    }

    @ParameterizedTest(name = "{0} <- {1}")
    @MethodSource("failuresOfPersons")
    void personsFailuresStopUntilLater(String method, Exception failure) throws Exception {
        Map<String, String> beans = Map.of(
                "ref:personsApi method:stopForExtole", "stopForExtole",
                "ref:personsApi method:stopForNow", "stopForNow",
                "ref:personsApi method:stopForOurselves", "stopForOurselves");
        advise("persons", beans);
        step.whenAnyExchangeReceived(exchange -> {
            throw failure;
        });
        beans.values()
                .forEach(stop -> MockEndpoint.resolve(context, "mock:" + stop)
                        .expectedMessageCount(stop.equals(method) ? 1 : 0));

        assertThat(send().getException()).isNull();

        MockEndpoint.assertIsSatisfied(context);
    }
}
