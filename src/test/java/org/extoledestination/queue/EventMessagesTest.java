package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

/** What is known of an event when it is taken out of the queue. */
class EventMessagesTest {

    private final Journeys journeys = new Journeys(Clock.systemUTC());
    private final List<Journey> ended = new ArrayList<>();

    @AfterEach
    void stop() {
        journeys.leave();
        MDC.clear();
    }

    /** What becomes of such a one must be recorded, or what was recorded before would stay the last word. */
    @ParameterizedTest
    @CsvSource({"tracking, false, false", "tracking, true, true", "replay, false, true"})
    void anEventThatWasInHandBeforeIsKnownAsSuch(String door, boolean isRedelivered, boolean cameBefore) {
        SegmentEvent event = new SegmentEvent(
                "shop", EventType.TRACK, "m-1", Optional.of("Step"), Person.ofUserId("jane"), "{}", door);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Message message = exchange.getMessage();
        message.setBody(event.json());
        event.headers().forEach(message::setHeader);
        message.setHeader(SegmentEvent.Header.DOOR, door);
        message.setHeader("JMSRedelivered", isRedelivered);
        journeys.follow(ended::add);

        new EventMessages(journeys).receive(exchange);
        Journey.end();

        assertThat(ended).extracting(journey -> journey.subject().cameBefore()).containsExactly(cameBefore);
    }
}
