package org.extoledestination.delivery.held;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.delivery.held.HeldRows.Due;
import org.extoledestination.inhand.InHand;

/**
 * Sees to it that an event that waits aside is tried by one at a time: among instances by a lease in the database, by the
 * database's clock; in this one by a list of its own, which holds however long the database takes to note Extole's answer.
 * Whatever is done to the clock of an instance changes neither.
 */
final class HeldClaims {

    /** Longer than the longest accepted {@code Retry-After}. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(62);

    private final HeldRows rows;
    private final InHand suspects;
    private final Duration longestWait;
    private final Clock clock;
    /** The numbers of the events that this process tries at this moment. */
    private final Set<Long> inHand = ConcurrentHashMap.newKeySet();

    /** {@code longestWait} is the longest time between two attempts. */
    HeldClaims(HeldRows rows, InHand suspects, Duration longestWait, Clock clock) {
        this.rows = rows;
        this.suspects = suspects;
        this.longestWait = longestWait;
        this.clock = clock;
    }

    /** The persons that are due, without deletions of these sources, which are held. */
    Due dueNow(Set<String> withoutDeletionsOf) {
        Instant now = clock.instant();
        return new Due(now, now.plus(LONGEST_WAIT).plus(longestWait), withoutDeletionsOf);
    }

    /**
     * Claims the event in the body for this exchange, until the exchange is done: if it is due, none of its person waits
     * before it, nobody else tries it, and it is no suspect who has to wait for others.
     */
    boolean claim(Exchange exchange) {
        HeldEvent held = exchange.getMessage().getBody(HeldEvent.class);
        if (!inHand.add(held.id())) {
            return false;
        }
        boolean isClaimed = false;
        try {
            // In the database last: what a suspect has claimed there nobody else could try for as long as the lease.
            isClaimed = suspects.mayBegin(held.event(), exchange) && rows.claim(held, dueNow(Set.of()));
            if (isClaimed) {
                exchange.getExchangeExtension().addOnCompletion(new Done(held.id()));
            }
            return isClaimed;
        } finally {
            if (!isClaimed) {
                inHand.remove(held.id());
            }
        }
    }

    private final class Done extends SynchronizationAdapter {

        private final long id;

        private Done(long id) {
            this.id = id;
        }

        /** Not for a copy that a route sends elsewhere: the attempt ends here. */
        @Override
        public boolean allowHandover() {
            return false;
        }

        @Override
        public void onDone(Exchange exchange) {
            inHand.remove(id);
        }
    }
}
