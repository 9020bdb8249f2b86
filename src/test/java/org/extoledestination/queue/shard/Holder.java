package org.extoledestination.queue.shard;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.extoledestination.activemqbatch.Partitions.Lease;
import org.extoledestination.activemqbatch.Partitions.Right;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An instance as far as leases are concerned, with connections of its own: one thread renews, another reads what it may, and
 * writes down again and again what it holds, as results are written down.
 */
final class Holder implements AutoCloseable {

    static final LeaseTimes TIMES =
            new LeaseTimes(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(4));

    final String id = UUID.randomUUID().toString();
    final Leases leases;
    private final JdbcClient database;
    private final Map<String, Lease> open = new ConcurrentHashMap<>();
    /** Of these something is in hand that does not end. */
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();

    private final List<Thread> threads;
    private volatile boolean isStalled;
    private volatile boolean isOver;

    Holder(DataSource connections, Shards shards) {
        database = JdbcClient.create(connections);
        LeaseRows rows = new LeaseRows(database, TIMES.lease());
        Fence fence = new Fence(
                rows, new JdbcTemplate(connections), new TransactionTemplate(new JdbcTransactionManager(connections)));
        leases = new Leases(rows, fence, shards, new Instance(id, "here", "test"), TIMES, Clock.systemUTC());
        threads = List.of(new Thread(() -> repeat(leases::beat)), new Thread(() -> repeat(this::read)));
        threads.forEach(Thread::start);
    }

    private void repeat(Runnable step) {
        while (!isOver) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(isStalled ? 10 : 50));
            if (!isStalled && !isOver) {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    // As the reader and the heartbeat: the next time may go well.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    private void read() {
        for (Lease lease : List.copyOf(open.values())) {
            Right right = lease.right();
            if (right == Right.NONE || (right == Right.FINISH && !stuck.contains(lease.queue()))) {
                open.remove(lease.queue());
                lease.closed();
            }
        }
        leases.queues().stream()
                .filter(queue -> !open.containsKey(queue))
                .forEach(queue -> leases.open(queue).ifPresent(lease -> open.put(queue, lease)));
        record(new HashSet<>(open.values()));
    }

    /** Writes down results of these, whatever it may believe; returns of which queues it was let. */
    Set<String> record(Set<Lease> some) {
        Set<String> written = new HashSet<>();
        leases.settle(some, ours -> {
            ours.forEach(each -> written.add(each.queue()));
            database.sql("INSERT INTO marks (queue, holder, epoch) SELECT queue, ?, epoch FROM shard_leases"
                            + " WHERE queue = ANY (?)")
                    .param(id)
                    .param(written.toArray(String[]::new))
                    .update();
        });
        return written;
    }

    /** What it reads. */
    Set<String> open() {
        return Set.copyOf(open.keySet());
    }

    /** By what right. */
    Set<Lease> leases() {
        return Set.copyOf(open.values());
    }

    /** What is in hand of these does not end. */
    void isStuckWith(Set<String> queues) {
        stuck.addAll(queues);
    }

    /** Its threads stand still, as after {@code kill -STOP}. */
    void stall() {
        isStalled = true;
    }

    void goOn() {
        isStalled = false;
    }

    /** {@code kill -9}: it has no time for anything. */
    void kill() {
        isOver = true;
        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        open.clear();
    }

    /** Stops as it should. */
    @Override
    public void close() {
        kill();
        leases.leave();
    }
}
