package org.extoledestination.queue;

import jakarta.jms.JMSException;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.queue.shard.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Looks whether the one queue of before is read to its end: until then no shard is read, because a person's events in it are
 * older. The instance that reads it looks.
 */
final class OldQueue {

    private static final Logger log = LoggerFactory.getLogger(OldQueue.class);

    /** Between two looks what the broker had sent and does not show has been read. */
    private static final int LOOKS = 2;

    private static final int LOOKS_A_MINUTE = 60;

    private final Leases leases;
    private final WaitingMessages waiting;
    private int empty;
    private long said;

    OldQueue(Leases leases, WaitingMessages waiting) {
        this.leases = leases;
        this.waiting = waiting;
    }

    @Scheduled(fixedDelayString = "PT1S")
    void look() {
        if (leases.isDrained() || !leases.owned().contains(EventQueue.NAME)) {
            empty = 0;
            return;
        }
        if (said++ % LOOKS_A_MINUTE == 0) {
            log.info("'{}' is read to its end before its shards are; events in them wait", EventQueue.NAME);
        }
        try {
            empty = waiting.isEmpty(EventQueue.NAME) ? empty + 1 : 0;
            if (empty >= LOOKS) {
                leases.drained();
                log.info(
                        "Nothing waits in '{}' any more: its {} shards are read from now on",
                        EventQueue.NAME,
                        leases.shards().count());
            }
        } catch (JMSException | DataAccessException e) {
            log.debug("Whether '{}' is empty is not known: {}", EventQueue.NAME, FaultPlace.of(e));
        }
    }
}
