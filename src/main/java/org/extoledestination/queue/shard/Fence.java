package org.extoledestination.queue.shard;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes results of queues in a transaction that locks their leases, so that nobody else takes them meanwhile. The
 * transaction uses the connections of those who write.
 */
record Fence(LeaseRows rows, JdbcOperations connections, TransactionOperations transactions) {

    /** Whoever waits longer for the database would keep queues that are another's by then. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** {@code work} gets the epochs of those of the queues that the instance owns. */
    void within(String instance, Collection<String> queues, Consumer<Map<String, Long>> work) {
        transactions.executeWithoutResult(status -> {
            connections.execute((ConnectionCallback<Void>) connection -> {
                connection.setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
                return null;
            });
            work.accept(rows.fence(instance, queues));
        });
    }
}
