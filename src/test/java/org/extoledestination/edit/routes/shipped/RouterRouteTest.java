package org.extoledestination.edit.routes.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.extoledestination.gate.suppression.Suppressions;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.SetAsideException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ShippedRouteTest
class RouterRouteTest {

    private static final List<String> WAYS = List.of("audience", "identify", "items", "track", "erasure");

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private InHand inHand;

    @EndpointInject("mock:track")
    private MockEndpoint track;

    @EndpointInject("mock:dead-letter")
    private MockEndpoint deadLetter;

    @EndpointInject("mock:settled")
    private MockEndpoint settled;

    @BeforeEach
    void advise() throws Exception {
        AdviceWith.adviceWith(context, "router", route -> {
            for (String way : WAYS) {
                route.weaveByToUri("direct:" + way).replace().to("mock:" + way);
            }
            // It stands in the error handling of 00-failures.
            route.weaveByToUri("direct:dead-letter").replace().to("mock:dead-letter");
            route.weaveByToString("Bean[ref:deadLetters method:settle]")
                    .replace()
                    .to("mock:settled");
        });
        context.getRouteController().startRoute("router");
    }

    @ParameterizedTest(name = "{0} <- {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            identify | {"type": "identify", "traits": {"vip": true}}
            track    | {"type": "track", "event": "Order Completed"}
            items    | {"type": "track", "event": "Basket Sent", "properties": {"parcels": [{"number": "1"}]}}
            erasure  | {"type": "delete"}
            track    | {"type": "group", "groupId": "g-1"}
            audience | {"type": "identify", "traits": {"vip": true}, "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
            audience | {"type": "track", "event": "Audience Entered", "properties": {"vip": true}, "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
            """)
    void sendsAnEventOnByItsType(String way, String event) throws Exception {
        WAYS.forEach(each -> mock(each).expectedMessageCount(each.equals(way) ? 1 : 0));
        settled.expectedMessageCount(1);
        deadLetter.expectedMessageCount(0);

        template.send("direct:router", Sample.of(event).inHand());

        MockEndpoint.assertIsSatisfied(context);
        assertThat(mock(way).getExchanges().get(0).getMessage().getBody()).isInstanceOf(Map.class);
    }

    @ParameterizedTest(name = "{0} <- {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing        | {"type": "page", "name": "Home"}
            nothing        | {"type": "screen", "name": "Home"}
            nothing        | {"type": "alias", "previousId": "a-1"}
            not-for-extole | {"type": "track", "event": "Wish Made", "integrations": {"Extole Platform": false}}
            from-extole    | {"type": "track", "event": "Wish Made", "context": {"integration": {"name": "Extole"}}}
            """)
    void countsWhatExtoleIsNotToHave(String outcome, String event) throws Exception {
        isCountedAs(outcome, Sample.of(event));
    }

    @Test
    void dropsWhatHappenedBeforeThePersonWasDeleted() throws Exception {
        String user = UUID.randomUUID().toString();
        suppressions.afterDelete(Map.of("userId", user, "timestamp", "2020-02-01T00:00:00Z"));

        isCountedAs("suppressed", Sample.of("""
                {"type": "track", "event": "Wish Made", "userId": "%s", "timestamp": "2020-01-01T00:00:00Z"}""".formatted(user)));
    }

    private void isCountedAs(String outcome, Sample event) throws Exception {
        double before = counted(outcome);
        WAYS.forEach(way -> mock(way).expectedMessageCount(0));
        settled.expectedMessageCount(1);

        template.send("direct:router", event.inHand());

        MockEndpoint.assertIsSatisfied(context);
        assertThat(counted(outcome)).isEqualTo(before + 1);
    }

    @Test
    void sendsAnEventThatComesTwiceOnce() throws Exception {
        Sample event = Sample.of("{\"type\": \"track\", \"event\": \"Wish Made\"}");
        track.expectedMessageCount(1);
        settled.expectedMessageCount(2);

        template.send("direct:router", event.inHand());
        template.send("direct:router", event.inHand());

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void sendsAnEventAgainThatFailed() throws Exception {
        Sample event = Sample.of("{\"type\": \"track\", \"event\": \"Wish Made\"}");
        track.whenExchangeReceived(1, exchange -> {
            throw new IllegalStateException();
        });
        track.expectedMessageCount(2);
        deadLetter.expectedMessageCount(1);
        settled.expectedMessageCount(1);

        template.send("direct:router", event.inHand());
        template.send("direct:router", event.inHand());

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void makesADeadLetterOfAParkedEventBeforeAnythingIsMadeOfIt() throws Exception {
        Sample event = Sample.of("{\"type\": \"track\", \"event\": \"" + UUID.randomUUID() + "\"}");
        inHand.park(InHand.key(event.event()));
        deadLetter.expectedMessageCount(1);
        track.expectedMessageCount(0);

        template.send("direct:router", event.inHand());

        MockEndpoint.assertIsSatisfied(context);
        assertThat(deadLetter.getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(SetAsideException.class);
    }

    private MockEndpoint mock(String way) {
        return MockEndpoint.resolve(context, "mock:" + way);
    }

    private double counted(String outcome) {
        return meters.counter("extole.destination.router", "outcome", outcome).count();
    }
}
