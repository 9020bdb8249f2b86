package org.extoledestination.queue.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.extoledestination.activemqbatch.Partitions.Lease;
import org.extoledestination.activemqbatch.Partitions.Right;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.support.ExternalDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several holders of leases, each with connections of its own, on one PostgreSQL. */
@Tag("slow")
class LeasesTest {

    private static final Shards SHARDS = new Shards("events", 12);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private static ExternalDatabase server;
    private static JdbcClient database;

    private final List<Holder> holders = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        server = new ExternalDatabase(folder.resolve("postgres"));
        Flyway.configure().dataSource(connections()).load().migrate();
        database = JdbcClient.create(connections());
        database.sql("CREATE TABLE marks (id BIGSERIAL, queue VARCHAR(200), holder VARCHAR(36), epoch BIGINT)")
                .update();
    }

    @AfterAll
    static void stopDatabase() {
        server.close();
    }

    @BeforeEach
    void begin() {
        database.sql("TRUNCATE marks, instances, shard_leases, shard_plan").update();
        LeaseRows rows = rows();
        rows.begin(SHARDS.count());
        rows.add(SHARDS.queues());
        rows.add(Set.of(SHARDS.base()));
        rows.drained();
    }

    /** Whatever happens: what is written down of a queue has one owner for each epoch, and epochs do not go back. */
    @AfterEach
    void neverTwoOwnersOfOneQueue() {
        holders.forEach(Holder::close);
        assertThat(database.sql("SELECT queue FROM (SELECT queue, epoch, lag(epoch) OVER (PARTITION BY queue ORDER BY"
                                + " id) AS before FROM marks) AS each WHERE before > epoch")
                        .query(String.class)
                        .list())
                .isEmpty();
        assertThat(database.sql("SELECT queue FROM marks GROUP BY queue, epoch HAVING count(DISTINCT holder) > 1")
                        .query(String.class)
                        .list())
                .isEmpty();
        assertThat(database.sql("SELECT count(*) FROM marks").query(Long.class).single())
                .isPositive();
    }

    @Test
    void oneAloneReadsAllAndEachThatJoinsGetsItsShare() {
        Holder one = holder();
        await().atMost(SOON).until(() -> one.open().size() == 13);

        Holder two = holder();
        Holder three = holder();

        await().atMost(SOON)
                .until(() -> shared()
                        && Stream.of(one, two, three)
                                .allMatch(each -> each.open().size() >= 3));
        assertThat(one.leases.instances()).isEqualTo(3);
    }

    @Test
    void whatOneHadThatLeavesOthersReadAtOnce() {
        Holder one = holder();
        Holder two = holder();
        await().atMost(SOON).until(() -> shared() && two.open().size() >= 6);

        two.close();

        await().atMost(Holder.TIMES.lease()).until(() -> one.open().size() == 13);
    }

    @Test
    void whatOneHadThatWasKilledOthersReadWhenItsLeasesEnd() {
        Holder one = holder();
        Holder two = holder();
        await().atMost(SOON).until(() -> shared() && two.open().size() >= 6);

        two.kill();

        await().atMost(SOON).until(() -> one.open().size() == 13);
    }

    @Test
    void oneThatStoodStillRecordsNothingOfWhatOthersReadByThen() {
        Holder one = holder();
        Holder two = holder();
        await().atMost(SOON).until(() -> shared() && two.open().size() >= 6);
        Set<Lease> before = two.leases();

        two.stall();
        await().atMost(SOON).until(() -> one.open().size() == 13);

        assertThat(two.record(before)).isEmpty();
        assertThat(two.leases.owned()).isEmpty();
        two.goOn();
        await().atMost(SOON).until(() -> shared() && two.open().size() >= 6);
        // What it has won back since is another lease.
        assertThat(two.record(before)).isEmpty();
        assertThat(before).allMatch(each -> each.right() == Right.NONE);
    }

    @Test
    void aQueueOfWhichSomethingIsInHandIsHandedOverWhenTheTimeForItIsOver() {
        Holder one = holder();
        await().atMost(SOON).until(() -> one.open().size() == 13);
        one.isStuckWith(one.open());
        long begin = System.nanoTime();

        Holder two = holder();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> shared() && two.open().size() >= 6);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Holder.TIMES.handOver());
    }

    @Test
    void withoutTheDatabaseOwnersStopByThemselvesAndGoOnWhenItIsBack() {
        Holder one = holder();
        Holder two = holder();
        await().atMost(SOON).until(() -> shared() && two.open().size() >= 6);
        Set<Lease> before = two.leases();

        server.kill();

        await().atMost(SOON).until(() -> one.open().isEmpty() && two.open().isEmpty());
        server.startAgain();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> shared() && one.open().size() >= 6 && two.open().size() >= 6);
        // Nobody has read them since: what was done can still be written down.
        assertThat(two.leases()).isEqualTo(before);
        assertThat(two.record(before)).hasSameSizeAs(before);
    }

    @Test
    void oneThatDoesNotReadCountsAndIsDealtNothing() {
        Holder one = holder();
        await().atMost(SOON).until(() -> one.open().size() == 13);

        rows().beat(new Instance("other", "here", "test"), false);

        await().atMost(SOON).until(() -> one.leases.instances() == 2);
        assertThat(one.open()).hasSize(13);
        assertThat(one.leases.unread()).isZero();
    }

    @Test
    void theOldQueueIsReadByOneAndNothingElseBeforeItIsDrained() {
        database.sql("UPDATE shard_plan SET drained = FALSE").update();
        Holder one = holder();
        Holder two = holder();
        await().atMost(SOON).until(() -> all().equals(List.of(SHARDS.base())));
        await().during(Duration.ofMillis(500)).until(() -> all().equals(List.of(SHARDS.base())));

        (one.open().isEmpty() ? two : one).leases.drained();

        await().atMost(SOON).until(() -> shared() && one.open().size() >= 6);
    }

    @Test
    void anotherCountOfShardsStopsTheStart() {
        holder();
        await().atMost(SOON).until(this::shared);
        DatabaseOwner postgres = new DatabaseOwner(false);

        assertThat(Plan.checked(SHARDS, database, postgres, queue -> true)).isEqualTo(SHARDS);
        for (int other : new int[] {1, 13}) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> Plan.checked(new Shards("events", other), database, postgres, queue -> true))
                    .withMessageContaining("queue.shards is " + other + ", but this database was begun with 12")
                    .satisfies(refused -> assertThat(refused.action()).startsWith("Set queue.shards to 12."));
        }
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> Plan.checked(SHARDS, database, new DatabaseOwner(true), queue -> true))
                .withMessageContaining("H2");
    }

    @Test
    void whoseCountIsChangedMustHaveEmptyQueues() {
        DatabaseOwner postgres = new DatabaseOwner(false);
        database.sql("DELETE FROM shard_plan").update();
        for (int other : new int[] {1, 4, 13}) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> Plan.checked(
                            new Shards("events", other), database, postgres, queue -> !queue.equals("events.7")))
                    .withMessageContaining("Events wait in 'events.7'");
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> Plan.checked(new Shards("events", other), database, postgres, queue -> {
                        throw new JMSException("away");
                    }))
                    .withMessageContaining("the broker does not say");
        }
        Shards four = new Shards("events", 4);

        assertThat(Plan.checked(four, database, postgres, queue -> true)).isEqualTo(four);

        assertThat(rows().written()).contains(4);
        assertThat(rows().queues()).isEmpty();
        rows().add(SHARDS.queues());
        rows().add(Set.of(SHARDS.base()));
        rows().drained();
        holder();
        await().atMost(SOON).until(() -> !all().isEmpty());
    }

    @Test
    void aQueueThatNobodyReadsIsToldOf() {
        Holder one = holder();
        await().atMost(SOON).until(() -> one.open().size() == 13);
        assertThat(one.leases.unread()).isZero();

        // As one that takes part in the deal, and takes nothing.
        Thread other = new Thread(() -> {
            LeaseRows rows = rows();
            while (!Thread.currentThread().isInterrupted()) {
                rows.beat(new Instance("other", "here", "test"), true);
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        });
        other.start();
        try {
            await().atMost(SOON).until(() -> one.leases.unread().toMillis() > 1_000);
        } finally {
            other.interrupt();
        }
        await().atMost(SOON).until(() -> one.leases.unread().isZero());
    }

    private Holder holder() {
        Holder holder = new Holder(connections(), SHARDS);
        holders.add(holder);
        return holder;
    }

    private List<String> all() {
        return holders.stream().flatMap(each -> each.open().stream()).toList();
    }

    /** Whether each queue has one reader. */
    private boolean shared() {
        List<String> all = all();
        return all.size() == 13 && new HashSet<>(all).size() == 13;
    }

    private static LeaseRows rows() {
        return new LeaseRows(database, Holder.TIMES.lease());
    }

    private static PGSimpleDataSource connections() {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setUrl(server.settings().get(0).replace("spring.datasource.url=", ""));
        connections.setUser("postgres");
        connections.setPassword("postgres");
        return connections;
    }
}
