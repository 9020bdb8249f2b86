package org.extoledestination.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.ReceivedAt;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the last 60 seconds that Extole meters. Of those that erasures may take, a source may have as many as are
 * left to the others: one source alone takes half, two take a third each, so there is always one for the next source. Of
 * those of a source, one request may have as many as are left to its others. For routes: {@code bean: {ref: meteredCalls,
 * method: take}}.
 */
public final class MeteredCalls {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** The origin of an erasure: a request of a source. */
    record Asker(String source, String request) {}

    private record Call(long at, @Nullable Asker erasure) {}

    private final int most;
    private final int mostErasures;
    private final IntSupplier instances;
    private final LongSupplier clock;
    private final Deque<Call> taken = new ArrayDeque<>();

    /**
     * The limits are those of a token.
     *
     * @param instances how many share them equally at this time
     * @param clock counts nanoseconds
     */
    MeteredCalls(int most, int mostErasures, IntSupplier instances, LongSupplier clock) {
        this.most = most;
        this.mostErasures = Math.min(most, mostErasures);
        this.instances = instances;
        this.clock = clock;
    }

    /**
     * Takes one call for the request of this exchange.
     *
     * @throws ThrottlerRejectedExecutionException if none is left for it now: it is to come again
     */
    public void take(Exchange exchange) {
        take(ExtoleAnswers.call(exchange) == Operation.ERASURE ? asker(EventInHand.event(exchange)) : null);
    }

    /** By our clock, as {@code DeletionCap} distinguishes requests. */
    private static Asker asker(SegmentEvent event) {
        return new Asker(
                event.source(),
                ReceivedAt.of(event.json()).map(Instant::toString).orElse(""));
    }

    /** A rejected call takes none of the limit. */
    synchronized void take(@Nullable Asker erasure) {
        long now = clock.getAsLong();
        while (!taken.isEmpty() && now - taken.getFirst().at() >= MINUTE) {
            taken.removeFirst();
        }
        if (taken.size() >= share(most) || (erasure != null && !isLeftFor(erasure))) {
            throw new ThrottlerRejectedExecutionException("The metered calls of this minute are spent");
        }
        taken.addLast(new Call(now, erasure));
    }

    private int share(int ofAll) {
        return Math.max(1, ofAll / instances.getAsInt());
    }

    private boolean isLeftFor(Asker erasure) {
        long all = taken(any -> true);
        long ofSource = taken(asker -> asker.source().equals(erasure.source()));
        // Half of what others leave, the larger one.
        long share = (share(mostErasures) - (all - ofSource) + 1) / 2;
        return ofSource < share && taken(erasure::equals) < share - ofSource;
    }

    private long taken(Predicate<Asker> by) {
        return taken.stream()
                .flatMap(call -> Stream.ofNullable(call.erasure()))
                .filter(by)
                .count();
    }
}
