package org.extoledestination.gate.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.SettableClock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What holds wherever ids are kept. */
abstract class DeliveredIdsRules {

    static final Duration REMEMBER = Duration.ofDays(30);

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
    IdStore store;
    DeliveredIds ids;

    abstract IdStore open(Path folder);

    @BeforeEach
    void start(@TempDir Path folder) {
        store = open(folder);
        ids = new DeliveredIds(store, new Meters(new SimpleMeterRegistry()));
    }

    static JdbcClient database(Path folder) {
        DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(source).load().migrate();
        return JdbcClient.create(source);
    }

    @Test
    void anIdIsKnownOnceItIsAdded() {
        assertThat(ids.contains("segment:m-1")).isFalse();

        assertThat(ids.add("segment:m-1")).isTrue();

        assertThat(ids.contains("segment:m-1")).isTrue();
        assertThat(ids.contains("segment:m-2")).isFalse();
    }

    @Test
    void addingAnIdTwiceIsNoErrorEvenAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Callable<Boolean> add = () -> ids.add("segment:m-1");

        long firsts = threads.invokeAll(Collections.nCopies(50, add)).stream()
                .filter(done -> {
                    try {
                        return done.get();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .count();

        threads.shutdown();
        assertThat(firsts).isEqualTo(1);
    }

    @Test
    void idsAreForgottenAfterTheConfiguredTime() {
        Stream.of("a", "b").forEach(ids::add);
        clock.move(Duration.ofDays(29));
        ids.add("c");
        ids.forgetOld();
        assertThat(ids.contains("a")).isTrue();

        clock.move(Duration.ofDays(2));
        ids.forgetOld();

        assertThat(ids.contains("a")).isFalse();
        assertThat(ids.contains("b")).isFalse();
        assertThat(ids.contains("c")).isTrue();
    }

    @Test
    void ofManyIdsThoseThatWereDeliveredAreKnown() {
        List<String> all =
                IntStream.range(0, 2_500).mapToObj(i -> "segment:m-" + i).toList();
        store.record(all.subList(0, 1_250));
        store.record(all.subList(1_000, 1_251));

        assertThat(ids.known(all)).containsExactlyInAnyOrderElementsOf(all.subList(0, 1_251));
        assertThat(ids.known(List.of())).isEmpty();
    }

    @Test
    void anIdCanBeTakenBack() {
        ids.add("a");

        assertThat(ids.remove("a")).isTrue();
        assertThat(ids.remove("a")).isFalse();
        assertThat(ids.confirm("a")).isTrue();

        ids.add("b");
        ids.clear();
        assertThat(ids.contains("b")).isFalse();
    }

    @Test
    void aBatchIsLookedUpAtOnceAndRecordedBeforeTheQueueForgetsIt() {
        ids.add("segment:old");
        Exchange old = event("old");
        Exchange fresh = event("fresh");
        Exchange refused = event("refused");
        List<Exchange> batch = List.of(old, fresh, refused);

        ids.beforeProcessing(batch);

        assertThat(ids.contains(old, "segment:old")).isTrue();
        assertThat(ids.contains(fresh, "segment:fresh")).isFalse();
        ids.add(fresh, "segment:fresh");
        assertThat(ids.contains("segment:fresh")).isFalse();

        ids.beforeAcknowledge(batch);
        ids.afterLeaving(batch);

        assertThat(ids.contains("segment:fresh")).isTrue();
        assertThat(ids.contains("segment:refused")).isFalse();
    }

    @Test
    void aRepeatIsKnownAsSoonAsExtoleHasTheEventWhereverBothAreOnTheirWay() {
        Exchange first = event("m-1");
        Exchange sameBatch = event("m-1");
        Exchange nextBatch = event("m-1");
        ids.beforeProcessing(List.of(first, sameBatch));
        ids.beforeProcessing(List.of(nextBatch));

        assertThat(ids.add(first, "segment:m-1")).isTrue();
        assertThat(ids.contains(sameBatch, "segment:m-1")).isTrue();
        ids.beforeAcknowledge(List.of(first, sameBatch));
        ids.afterLeaving(List.of(first, sameBatch));

        assertThat(ids.contains(nextBatch, "segment:m-1")).isTrue();
        ids.beforeAcknowledge(List.of(nextBatch));
        ids.afterLeaving(List.of(nextBatch));
        Exchange late = event("m-1");
        ids.beforeProcessing(List.of(late));
        assertThat(ids.contains(late, "segment:m-1")).isTrue();
    }

    @Test
    void aRepeatIsKnownThoughTheFirstWasDeliveredFromAsideAfterTheRepeatWasLookedUp() {
        Exchange repeat = event("m-1");
        ids.beforeProcessing(List.of(repeat));

        ids.add("segment:m-1");

        assertThat(ids.contains(repeat, "segment:m-1")).isTrue();
    }

    @Test
    void aBatchThatIsGivenBackLeavesNothingBehind() {
        Exchange given = event("m-1");
        ids.beforeProcessing(List.of(given));
        ids.afterLeaving(List.of(given));

        Exchange again = event("m-1");
        ids.beforeProcessing(List.of(again));

        assertThat(ids.contains(again, "segment:m-1")).isFalse();
    }

    @Test
    void whatCouldNotBeRecordedIsKnownAndIsRecordedLater() {
        AtomicBoolean isAway = new AtomicBoolean(true);
        DeliveredIds cutOff = new DeliveredIds(goingThrough(store, isAway), new Meters(new SimpleMeterRegistry()));

        assertThat(cutOff.add("segment:m-1")).isTrue();

        assertThat(cutOff.contains("segment:m-1")).isTrue();
        assertThatThrownBy(() -> cutOff.contains("segment:m-2")).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(cutOff::recordRest).isInstanceOf(DataAccessException.class);
        assertThat(cutOff.contains("segment:m-1")).isTrue();
        isAway.set(false);
        assertThat(cutOff.known(List.of("segment:m-1", "segment:m-2"))).containsExactly("segment:m-1");
        Exchange repeat = event("m-1");
        cutOff.beforeProcessing(List.of(repeat));
        assertThat(cutOff.contains(repeat, "segment:m-1")).isTrue();
        assertThat(ids.contains("segment:m-1")).isFalse();

        cutOff.recordRest();

        assertThat(ids.contains("segment:m-1")).isTrue();
    }

    @Test
    void aRepeatThatWasLookedUpBeforeIsRecordedWithItsBatchIfTheFirstCouldNotBe() {
        AtomicBoolean isAway = new AtomicBoolean();
        DeliveredIds cutOff = new DeliveredIds(goingThrough(store, isAway), new Meters(new SimpleMeterRegistry()));
        Exchange repeat = event("m-1");
        cutOff.beforeProcessing(List.of(repeat));
        isAway.set(true);
        cutOff.add("segment:m-1");
        isAway.set(false);

        assertThat(cutOff.contains(repeat, "segment:m-1")).isTrue();
        cutOff.beforeAcknowledge(List.of(repeat));

        assertThat(ids.contains("segment:m-1")).isTrue();
    }

    /** The way to a store, which can be cut. */
    private static IdStore goingThrough(IdStore store, AtomicBoolean isAway) {
        return (IdStore) Proxy.newProxyInstance(
                IdStore.class.getClassLoader(), new Class<?>[] {IdStore.class}, (proxy, method, arguments) -> {
                    if (isAway.get()) {
                        throw new DataAccessResourceFailureException("away");
                    }
                    return method.invoke(store, arguments);
                });
    }

    private static Exchange event(String messageId) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getIn().setHeader("segmentSource", "segment");
        exchange.getIn().setHeader("segmentMessageId", messageId);
        return exchange;
    }
}
