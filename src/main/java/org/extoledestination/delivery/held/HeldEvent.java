package org.extoledestination.delivery.held;

import java.time.Duration;
import java.time.Instant;
import org.extoledestination.event.SegmentEvent;

/**
 * An event that waits aside.
 *
 * @param id its number; of one person the lower is the earlier
 * @param event the event as it stood in the queue
 * @param attempts how often it was tried since it is held; 0 for one that only waits behind another
 * @param tried how long it has been failing while others passed
 * @param lastAttempt when it was tried last, or held
 * @param since when it was held
 */
record HeldEvent(long id, SegmentEvent event, int attempts, Duration tried, Instant lastAttempt, Instant since) {}
