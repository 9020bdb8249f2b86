package org.extoledestination.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.LimitSettings.OfSource;

/**
 * How much each source may send over HTTP. A request beyond the limit gets 429 with {@code Retry-After}, and none of it
 * is stored: each of Segment's libraries sends it again. Messages and imported files are not limited, since only
 * trusted senders and operators send them.
 */
final class SourceLimits {

    private static final Duration A_WHILE = Duration.ofSeconds(10);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** Segment's libraries give up on an answer that asks for more. */
    private static final long LONGEST_WAIT = 300;

    private final LimitSettings settings;
    private final LongSupplier clock;
    private final Map<String, Spent> spent = new ConcurrentHashMap<>();

    SourceLimits(LimitSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
    }

    private record Spent(Bucket requests, Bucket events, Bucket bytes) {

        synchronized long takeRequest(long now) {
            return requests.takeOne(now);
        }

        /** Takes all or nothing; the seconds to wait, 0 if it has taken. */
        synchronized long take(long eventCount, long byteCount, long now) {
            long wait = Math.max(events.wait(eventCount, now), bytes.wait(byteCount, now));
            if (wait == 0) {
                events.take(eventCount);
                bytes.take(byteCount);
            }
            return wait;
        }
    }

    /**
     * Notes who has sent the request in hand, and counts it once, before it is read: what is refused later has cost as much.
     *
     * @return the sender
     * @throws RefusedException with 429 if its source has sent as many as it may
     */
    Sender admit(Sender sender) {
        if (InHand.current().isFirstOf(sender.source()) && !sender.isUnknown()) {
            requireNoWait(of(sender.source()).takeRequest(clock.getAsLong()));
        }
        return sender;
    }

    /**
     * Counts what was made of a request of a source.
     *
     * @throws RefusedException with 429 if it has sent as much as it may
     */
    void admit(String source, List<SegmentEvent> events) {
        Spent sofar = of(source);
        if (sofar.events().isLimited() || sofar.bytes().isLimited()) {
            long bytes = events.stream()
                    .mapToLong(event -> Growth.bytes(event.json()))
                    .sum();
            requireNoWait(sofar.take(events.size(), bytes, clock.getAsLong()));
        }
    }

    private Spent of(String source) {
        return spent.computeIfAbsent(source, this::limits);
    }

    private static void requireNoWait(long wait) {
        if (wait > 0) {
            throw RefusedException.later(
                    "limit_reached",
                    "The source has sent as much as ingest.limits lets it. Nothing of this request was taken; send it"
                            + " again later.",
                    Math.min(LONGEST_WAIT, wait));
        }
    }

    private Spent limits(String source) {
        OfSource own = settings.bySource().getOrDefault(source, new OfSource(null, null, null));
        long requests = own.requestsPerSecond() == null ? settings.requestsPerSecond() : own.requestsPerSecond();
        long events = own.eventsPerHour() == null ? settings.eventsPerHour() : own.eventsPerHour();
        long bytes = (own.bytesPerHour() == null ? settings.bytesPerHour() : own.bytesPerHour()).toBytes();
        return new Spent(
                bucket(requests * A_WHILE.toSeconds(), A_WHILE), bucket(events, AN_HOUR), bucket(bytes, AN_HOUR));
    }

    private Bucket bucket(long capacity, Duration refill) {
        return new Bucket(capacity, refill, clock.getAsLong());
    }
}
