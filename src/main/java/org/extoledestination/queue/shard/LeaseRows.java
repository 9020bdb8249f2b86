package org.extoledestination.queue.shard;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of leases in PostgreSQL. All times are those of its clock; each statement is a transaction. */
record LeaseRows(JdbcClient database, Duration lease) {

    private static final Duration FORGOTTEN = Duration.ofDays(1);

    /** Writes down how many shards there are, and forgets those of before, unless another instance has done so. */
    void begin(int shards) {
        database.sql("""
            WITH begun AS (
                INSERT INTO shard_plan (id, shards, drained) VALUES (1, :shards, FALSE) ON CONFLICT DO NOTHING RETURNING id)
            DELETE FROM shard_leases WHERE EXISTS (SELECT 1 FROM begun)
            """).param("shards", shards).update();
    }

    /** How many shards are written down, if there are several. */
    Optional<Integer> written() {
        return database.sql("SELECT shards FROM shard_plan")
                .query(Integer.class)
                .optional();
    }

    /** Makes a row for each queue that has none. */
    void add(Collection<String> queues) {
        database.sql("INSERT INTO shard_leases (queue) SELECT UNNEST(CAST(? AS VARCHAR ARRAY)) ON CONFLICT DO NOTHING")
                .param(queues.toArray(String[]::new))
                .update();
    }

    /** The queues that have a row. */
    List<String> queues() {
        return database.sql("SELECT queue FROM shard_leases ORDER BY queue")
                .query(String.class)
                .list();
    }

    /** Forgets all queues. */
    void clear() {
        database.sql("DELETE FROM shard_leases").update();
    }

    /** True also if somebody has deleted the plan while instances run. */
    boolean isDrained() {
        return database.sql("SELECT drained FROM shard_plan")
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    /** Whether one of the queues has no owner whose lease lasts. */
    boolean isAnyFree(Collection<String> queues) {
        return database.sql("SELECT EXISTS (SELECT 1 FROM shard_leases WHERE queue = ANY (?) AND (owner IS NULL OR"
                        + " held_until < CURRENT_TIMESTAMP))")
                .param(queues.toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    void drained() {
        database.sql("UPDATE shard_plan SET drained = TRUE").update();
    }

    /** An instance lives; whether it reads. */
    void beat(Instance instance, boolean reads) {
        database.sql("""
            INSERT INTO instances (id, address, version, seen, reads)
            VALUES (:id, :address, :version, CURRENT_TIMESTAMP, :reads)
            ON CONFLICT (id) DO UPDATE SET seen = CURRENT_TIMESTAMP, reads = :reads
            """)
                .param("reads", reads)
                .param("id", instance.id())
                .param("address", instance.address())
                .param("version", instance.version())
                .update();
        database.sql("DELETE FROM instances WHERE seen < CURRENT_TIMESTAMP - make_interval(secs => :seconds)")
                .param("seconds", seconds(FORGOTTEN))
                .update();
    }

    /** The ids of those that have lived within the time of a lease. */
    Set<String> living() {
        return seen("");
    }

    /** Those of them that read. */
    Set<String> readers() {
        return seen(" AND reads");
    }

    private Set<String> seen(String which) {
        return new HashSet<>(
                database.sql("SELECT id FROM instances WHERE seen > CURRENT_TIMESTAMP - make_interval(secs => :seconds)"
                                + which)
                        .param("seconds", seconds(lease))
                        .query(String.class)
                        .list());
    }

    /** Renews what the instance owns, and returns it, each queue with its epoch. */
    Map<String, Long> renew(String instance) {
        return epochs(database.sql("""
            UPDATE shard_leases SET held_until = CURRENT_TIMESTAMP + make_interval(secs => :seconds)
            WHERE owner = :instance RETURNING queue, epoch
            """).param("seconds", seconds(lease)).param("instance", instance));
    }

    /**
     * Takes those of the queues that nobody has, each with a new epoch. One of which somebody records results at this moment
     * is not waited for.
     */
    Map<String, Long> take(String instance, Collection<String> queues) {
        return epochs(database.sql("""
            UPDATE shard_leases SET owner = ?, epoch = epoch + 1,
                held_until = CURRENT_TIMESTAMP + make_interval(secs => ?)
            WHERE queue IN (SELECT queue FROM shard_leases WHERE queue = ANY (?)
                AND (owner IS NULL OR held_until < CURRENT_TIMESTAMP) FOR UPDATE SKIP LOCKED)
            RETURNING queue, epoch
            """).param(instance).param(seconds(lease)).param(queues.toArray(String[]::new)));
    }

    /** Gives queues back, so that others need not wait for the end of the lease. */
    void release(String instance, Collection<String> queues) {
        database.sql("UPDATE shard_leases SET owner = NULL, held_until = NULL WHERE owner = ? AND queue = ANY (?)")
                .param(instance)
                .param(queues.toArray(String[]::new))
                .update();
    }

    /** The instance ends: gives everything back. */
    void leave(String instance) {
        database.sql("UPDATE shard_leases SET owner = NULL, held_until = NULL WHERE owner = :instance")
                .param("instance", instance)
                .update();
        database.sql("DELETE FROM instances WHERE id = :instance")
                .param("instance", instance)
                .update();
    }

    /**
     * Those of the queues that the instance owns, each with its epoch. {@code FOR KEY SHARE} conflicts with the
     * {@code FOR UPDATE} of {@link #take}, not with the update of {@link #renew}. Until the end of the transaction nobody else takes
     * them; one that stands still meanwhile is ended by the database.
     */
    Map<String, Long> fence(String instance, Collection<String> queues) {
        return epochs(database.sql("""
            SELECT queue, epoch, set_config('idle_in_transaction_session_timeout', '10s', true)
            FROM shard_leases WHERE owner = ? AND queue = ANY (?) FOR KEY SHARE
            """).param(instance).param(queues.toArray(String[]::new)));
    }

    private static Map<String, Long> epochs(JdbcClient.StatementSpec statement) {
        Map<String, Long> epochs = new HashMap<>();
        List<Map.Entry<String, Long>> rows = statement
                .query((row, number) -> Map.entry(row.getString("queue"), row.getLong("epoch")))
                .list();
        rows.forEach(each -> epochs.put(each.getKey(), each.getValue()));
        return epochs;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
