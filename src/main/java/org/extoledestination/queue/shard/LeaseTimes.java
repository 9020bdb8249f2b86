package org.extoledestination.queue.shard;

import java.time.Duration;

/**
 * The times of leases.
 *
 * @param lease for so long a queue is its owner's after the last renewal, by the database's clock
 * @param stop an owner that could not renew for so long stops by itself; shorter than {@code lease}
 * @param beat the time between two renewals
 * @param handOver for so long what has begun may go on when a queue is handed over
 */
record LeaseTimes(Duration lease, Duration stop, Duration beat, Duration handOver) {

    /** Those of the application. A call to Extole that has begun before a hand-over ends in its time: 30 s. */
    static final LeaseTimes USUAL = new LeaseTimes(
            Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(35));
}
