package org.extoledestination.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExchangeHelper;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.event.Person;
import org.extoledestination.support.Persons;
import org.extoledestination.telemetry.Meters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class AudienceStatesTest {

    private static final String PERSON = Person.ofUserId("u-1").fingerprint();

    private static final Map<String, Object> JOINED = Map.of(
            "type", "identify",
            "userId", "u-1",
            "timestamp", "2026-11-23T10:00:00.000Z",
            "traits", Map.of("vip", true),
            "context",
                    Map.of(
                            "personas",
                            Map.of(
                                    "computation_class", "audience",
                                    "computation_key", "vip",
                                    "computation_id", "aud_1")));

    private StateRows rows;
    private AudienceStates states;
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @BeforeEach
    void start(@TempDir Path folder) {
        rows = StateRowsTest.rows(folder);
        states = states();
    }

    private AudienceStates states() {
        return states(Clock.systemUTC());
    }

    private AudienceStates states(Clock clock) {
        return new AudienceStates(
                new AssertionReader(Persons.KEYS, clock),
                rows,
                new DurableWrites(JdbcClient.create(new DriverManagerDataSource()), false),
                new InitialSyncs(line -> {}),
                new Meters(new SimpleMeterRegistry()));
    }

    @Test
    void anEventOfTheQueueIsRecordedWithItsBatchAndKnownBefore() {
        states.beforeProcessing(List.of(exchange));
        tell(exchange);
        assertThat(isNews(states)).isFalse();
        assertThat(isNews(states())).isTrue();

        states.beforeAcknowledge(List.of(exchange));
        states.afterLeaving(List.of(exchange));

        assertThat(isNews(states)).isFalse();
        assertThat(isNews(states())).isFalse();
    }

    @Test
    void whatIsToldInsideASplitIsRecordedWithTheMessageThatWasSplit() {
        states.beforeProcessing(List.of(exchange));
        tell(ExchangeHelper.createCopy(exchange, true));

        states.beforeAcknowledge(List.of(exchange));

        assertThat(isNews(states())).isFalse();
    }

    @Test
    void anEventThatIsGivenBackToTheQueueHasToldNothing() {
        states.beforeProcessing(List.of(exchange));
        tell(exchange);

        states.afterLeaving(List.of(exchange));

        assertThat(isNews(states)).isTrue();
    }

    @Test
    void anEventThatDoesNotComeFromTheQueueIsRecordedAtOnce() {
        tell(exchange);

        assertThat(isNews(states())).isFalse();
    }

    @Test
    void anEventWhoseRouteHasRemovedAllPropertiesIsRecordedAtOnce() {
        states.beforeProcessing(List.of(exchange));
        exchange.removeProperties("*");
        tell(exchange);

        states.beforeAcknowledge(List.of(exchange));
        states.afterLeaving(List.of(exchange));

        assertThat(isNews(states())).isFalse();
    }

    @Test
    void whatAClockAheadHasRecordedMakesNothingStale() {
        AudienceStates ahead = states(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));
        ahead.compare(now(true), "segment", PERSON, exchange);
        ahead.record(exchange);

        Exchange next = new DefaultExchange(exchange.getContext());
        states.compare(now(false), "segment", PERSON, next);
        assertThat(states.isNews(next)).isTrue();
        states.record(next);

        Exchange repeated = new DefaultExchange(exchange.getContext());
        states().compare(now(false), "segment", PERSON, repeated);
        assertThat(states.isNews(repeated)).isFalse();
    }

    /** Without a time of its own. */
    private static Map<String, Object> now(boolean isMember) {
        Map<String, Object> event = new HashMap<>(JOINED);
        event.remove("timestamp");
        event.put("traits", Map.of("vip", isMember));
        return event;
    }

    private void tell(Exchange told) {
        states.compare(JOINED, "segment", PERSON, told);
        assertThat(states.isNews(told)).isTrue();
        states.record(told);
    }

    private boolean isNews(AudienceStates asked) {
        Exchange next = new DefaultExchange(exchange.getContext());
        asked.compare(JOINED, "segment", PERSON, next);
        return asked.isNews(next);
    }
}
