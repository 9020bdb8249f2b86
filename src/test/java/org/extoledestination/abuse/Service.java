package org.extoledestination.abuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How an honest sender was served, since the last look. */
final class Service {

    /** An answer later than this is no service. */
    static final Duration SOON = Duration.ofSeconds(2);

    private static final long NOTHING = 0;

    private long underWay = NOTHING;
    private boolean isCounted;
    private int attempts;
    private int served;
    private long longest;
    private long last = System.nanoTime();
    private final List<String> oddities = new ArrayList<>();

    /** An attempt begins; its {@link #attempt} is to follow. */
    synchronized void begin() {
        underWay = System.nanoTime();
    }

    synchronized void attempt(Reply reply) {
        underWay = NOTHING;
        attempts += isCounted ? 0 : 1;
        isCounted = false;
        long now = System.nanoTime();
        if (reply.isAccepted()) {
            longest = Math.max(longest, now - last);
            last = now;
            served += reply.took().compareTo(SOON) <= 0 ? 1 : 0;
        } else if (reply.status() != 503 && reply.status() != 429 && reply.status() > 0 && oddities.size() < 5) {
            oddities.add("an honest sender heard " + reply.status() + ' ' + reply.body());
        }
    }

    /** Begins anew, for what comes now. Who hangs is not served, however long that will last. */
    synchronized Served look() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        if (underWay != NOTHING && !isCounted && now - underWay > SOON.toNanos()) {
            attempts++;
            isCounted = true;
        }
        Served seen = new Served(attempts, served, Duration.ofNanos(longest), List.copyOf(oddities));
        reset();
        return seen;
    }

    /** Begins anew; an attempt that is counted is not counted again when it ends. */
    synchronized void reset() {
        attempts = 0;
        served = 0;
        longest = 0;
        last = System.nanoTime();
        oddities.clear();
    }

    /**
     * What was seen.
     *
     * @param soon how many attempts were answered 2xx within {@link #SOON}
     * @param longestWithout the longest time without a 2xx
     * @param oddities answers that no honest sender should hear
     */
    record Served(int attempts, int soon, Duration longestWithout, List<String> oddities) {
        int percent() {
            return attempts == 0 ? 0 : soon * 100 / attempts;
        }
    }
}
