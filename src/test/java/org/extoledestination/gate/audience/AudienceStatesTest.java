package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExchangeHelper;
import org.extoledestination.event.Person;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.Persons;
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
        rows = Stored.rows(folder);
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

    /** In another line, because its event names the address alone. */
    @Test
    void whatNamesTheSameAddressIsComparedAfterTheOneThatIsUnderWay() throws Exception {
        Map<String, Object> joined = new HashMap<>(JOINED);
        joined.put("traits", Map.of("vip", true, "email", "ada@example.com"));
        Map<String, Object> left = new HashMap<>(joined);
        left.remove("userId");
        left.put("timestamp", "2026-11-23T09:00:00.000Z");
        left.put("traits", Map.of("vip", false, "email", "ada@example.com"));
        Exchange other = new DefaultExchange(exchange.getContext());
        states.compare(joined, "segment", PERSON, exchange);

        CompletableFuture<Boolean> news = CompletableFuture.supplyAsync(() -> {
            states.compare(left, "segment", Person.ofEmail("ada@example.com").fingerprint(), other);
            return states.isNews(other);
        });

        assertThat(news).isNotDone();
        assertThat(states.isNews(exchange)).isTrue();
        states.record(exchange);
        assertThat(news).isNotDone();
        states.finish(exchange);
        assertThat(news.get(10, TimeUnit.SECONDS)).isFalse();
    }

    /** A copy of the route from before does not say so, and a rehearsal passes over the step. */
    @Test
    void aTurnEndsWithItsEventThoughNoStepSaysSo() {
        states.compare(JOINED, "segment", PERSON, exchange);
        states.compare(JOINED, "segment", PERSON, exchange);
        Exchange other = new DefaultExchange(exchange.getContext());
        CompletableFuture<Void> next =
                CompletableFuture.runAsync(() -> states.compare(JOINED, "segment", PERSON, other));
        assertThat(next).isNotDone();

        List<Synchronization> completions = exchange.getExchangeExtension().handoverCompletions();
        completions.forEach(completion -> completion.onComplete(exchange));

        assertThat(completions).hasSize(1);
        assertThat(next).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aTurnIsNotWaitedForWithoutEnd() throws Exception {
        Turns turns = new Turns(Duration.ofMillis(100));
        Turns.Turn lost = turns.take(Set.of("a", "b"));
        assertThat(turns.take(Set.of("c")).names()).containsExactly("c");

        Turns.Turn next = turns.take(Set.of("b"));
        turns.leave(lost);

        assertThat(next.since() - lost.since()).isGreaterThan(90_000_000);
        CompletableFuture<Turns.Turn> third = CompletableFuture.supplyAsync(() -> turns.take(Set.of("b")));
        turns.leave(next);
        assertThat(third.get(10, TimeUnit.SECONDS)).isNotNull();
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
        states.finish(told);
    }

    private boolean isNews(AudienceStates asked) {
        Exchange next = new DefaultExchange(exchange.getContext());
        asked.compare(JOINED, "segment", PERSON, next);
        boolean isNews = asked.isNews(next);
        asked.finish(next);
        return isNews;
    }
}
