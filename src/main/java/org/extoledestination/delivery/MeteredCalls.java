package org.extoledestination.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;

/**
 * The calls of the last 60 seconds that Extole meters. Of those that erasures may take, a source may have as many as are
 * left to the others: one source alone takes half, two take a third each, so there is always one for the next source. For
 * routes: {@code bean: {ref: meteredCalls, method: take}}.
 */
public final class MeteredCalls {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final String NO_ERASURE = "";

    /** {@code source} is that of an erasure. */
    private record Call(long at, String source) {}

    private final int most;
    private final int mostErasures;
    private final LongSupplier clock;
    private final Deque<Call> taken = new ArrayDeque<>();

    /** {@code clock} counts nanoseconds. */
    MeteredCalls(int most, int mostErasures, LongSupplier clock) {
        this.most = most;
        this.mostErasures = Math.min(most, mostErasures);
        this.clock = clock;
    }

    /**
     * Takes one call for the request of this exchange.
     *
     * @throws ThrottlerRejectedExecutionException if none is left for it now: it is to come again
     */
    public void take(Exchange exchange) {
        take(ExtoleAnswers.call(exchange) == Operation.ERASURE ? source(exchange) : NO_ERASURE);
    }

    private static String source(Exchange exchange) {
        return EventInHand.event(exchange).source();
    }

    /** Whoever is turned away takes nothing. */
    synchronized void take(String source) {
        long now = clock.getAsLong();
        while (!taken.isEmpty() && now - taken.getFirst().at() >= MINUTE) {
            taken.removeFirst();
        }
        if (taken.size() >= most || (!source.equals(NO_ERASURE) && own(source) >= leftForErasures())) {
            throw new ThrottlerRejectedExecutionException("The metered calls of this minute are spent");
        }
        taken.addLast(new Call(now, source));
    }

    private long own(String source) {
        return taken.stream().filter(call -> call.source().equals(source)).count();
    }

    private long leftForErasures() {
        return mostErasures
                - taken.stream()
                        .filter(call -> !call.source().equals(NO_ERASURE))
                        .count();
    }
}
