package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.broker.Broker;
import org.apache.activemq.broker.BrokerFilter;
import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.ConnectionContext;
import org.apache.activemq.command.TransactionId;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.shard.Shards;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A broker that does not confirm: who hears 503 comes again, and what was refused is not kept as well. */
class EventQueueTest {

    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);
    private static final long HEAP = 80_000_000;

    @TempDir
    private Path folder;

    private final AtomicInteger commits = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile CountDownLatch door = new CountDownLatch(0);
    private final Deadlines deadlines = new Deadlines();
    private final QueueLimits limits = new QueueLimits(List.of());
    private BrokerService broker;
    private EventQueue queue;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.create(
                folder,
                new QueueSettings(
                        "",
                        "",
                        "",
                        0,
                        DataSize.ofGigabytes(1),
                        DataSize.ofBytes(0),
                        COMMIT_TIMEOUT,
                        5,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        false,
                        1),
                () -> {});
        broker.setBrokerName("slow");
        broker.setPlugins(new BrokerPlugin[] {CommitsBehindADoor::new});
        broker.start();
        broker.waitUntilStarted();
        queue = new EventQueue(
                new ActiveMQConnectionFactory("vm://slow?create=false"),
                COMMIT_TIMEOUT,
                deadlines,
                limits,
                new Meters(new SimpleMeterRegistry()),
                new Journeys(Clock.systemUTC()),
                HEAP,
                new Shards(EventQueue.NAME, 1));
        await().until(queue::isAvailable);
    }

    /** Commits wait until the door opens. */
    private final class CommitsBehindADoor extends BrokerFilter {
        CommitsBehindADoor(Broker next) {
            super(next);
        }

        @Override
        public void commitTransaction(ConnectionContext context, TransactionId id, boolean onePhase) throws Exception {
            door.await();
            commits.incrementAndGet();
            super.commitTransaction(context, id, onePhase);
        }
    }

    @AfterEach
    void stop() throws Exception {
        door.countDown();
        threads.shutdownNow();
        queue.close();
        broker.stop();
        limits.close();
        deadlines.close();
    }

    @Test
    void whatWaitedTooLongBehindACommitIsNotKeptLaterAndNobodyElseWaitsAsLong() throws Exception {
        door = new CountDownLatch(1);
        CompletableFuture<Void> underWay = keep("a");
        await().until(() -> !queue.isAvailable() || underWay.isDone() || waits());
        CompletableFuture<Void> behind = keep("b");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> underWay.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(QueueUnavailableException.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> behind.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(QueueUnavailableException.class);
        assertThat(queue.isAvailable()).isFalse();
        assertThatExceptionOfType(QueueUnavailableException.class).isThrownBy(() -> queue.keep(events("c")));

        door.countDown();

        await().until(queue::isAvailable);
        queue.keep(events("d"));
        // The one whose commit was under way, of which nobody knew, and the last one.
        assertThat(EmbeddedBroker.depth(broker)).isEqualTo(2);
    }

    @Test
    void moreThanMemoryHoldsDoesNotWaitForACommitAndOneCommitHasABound() throws Exception {
        door = new CountDownLatch(1);
        CompletableFuture<Void> underWay = keep("a");
        await().until(() -> underWay.isDone() || waits());
        // An eighth of the heap: ten times 1 MB.
        List<CompletableFuture<Void>> waiting = IntStream.range(0, 9)
                .mapToObj(i -> CompletableFuture.runAsync(() -> keepLarge("large-" + i), threads))
                .toList();
        await().until(() -> queue.waiting() > 9_000_000);

        assertThatExceptionOfType(QueueUnavailableException.class)
                .isThrownBy(() -> queue.keep(large("one-too-many")))
                .withMessageContaining("memory holds");
        queue.keep(List.of());
        door.countDown();

        underWay.get(30, TimeUnit.SECONDS);
        for (CompletableFuture<Void> each : waiting) {
            each.get(30, TimeUnit.SECONDS);
        }
        // A commit holds 2.5 MB here, so three of 1 MB.
        assertThat(commits.get()).isGreaterThanOrEqualTo(4);
        assertThat(queue.waiting()).isZero();
        queue.keep(large("afterwards"));
    }

    /** One that is larger than all that may wait is kept if it is alone. */
    @Test
    void oneRequestHasRoomAlways() throws Exception {
        queue.keep(Collections.nCopies(12, large("huge").get(0)));
    }

    private void keepLarge(String id) {
        try {
            queue.keep(large(id));
        } catch (QueueUnavailableException e) {
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    private static List<SegmentEvent> large(String id) {
        return List.of(new SegmentEvent(
                "segment",
                EventType.IDENTIFY,
                id,
                Optional.empty(),
                Person.ofUserId("u-" + id),
                "x".repeat(1_000_000)));
    }

    /** Whether the writer is at the door. */
    private static boolean waits() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("event-queue-writer"))
                .flatMap(thread -> List.of(thread.getValue()).stream())
                .anyMatch(frame -> frame.getMethodName().equals("commit"));
    }

    private CompletableFuture<Void> keep(String id) {
        return CompletableFuture.runAsync(() -> {
            try {
                queue.keep(events(id));
            } catch (QueueUnavailableException e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        });
    }

    private static List<SegmentEvent> events(String id) {
        return List.of(new SegmentEvent(
                "segment", EventType.IDENTIFY, id, Optional.empty(), Person.ofUserId("u-" + id), "{}"));
    }

    @Test
    void messagesThatWentBackTogetherDoNotComeAgainAtTheSameMoment() {
        RedeliveryPolicy policy = QueueConfiguration.redelivery();

        assertThat(LongStream.range(0, 100)
                        .map(each -> policy.getNextRedeliveryDelay(1_000))
                        .boxed())
                .allSatisfy(millis -> assertThat(millis).isBetween(1_700L, 2_300L))
                .satisfies(waits -> assertThat(Set.copyOf(waits)).hasSizeGreaterThan(10));
    }
}
