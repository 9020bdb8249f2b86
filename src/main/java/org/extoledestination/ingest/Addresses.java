package org.extoledestination.ingest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** From where requests come that are refused: how often, and what the log says of it. */
final class Addresses {

    private static final int MOST = 10_000;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final LimitSettings settings;
    private final LongSupplier clock;
    private final Map<String, Bucket> refusals = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    Addresses(LimitSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** One more request from there was refused. */
    void refused(String address) {
        if (settings.refusalsPerMinute() > 0) {
            synchronized (refusals) {
                Bucket bucket = refusals.computeIfAbsent(
                        address, any -> new Bucket(settings.refusalsPerMinute(), A_MINUTE, clock.getAsLong()));
                if (bucket.wait(1, clock.getAsLong()) == 0) {
                    bucket.take(1);
                }
            }
        }
    }

    /**
     * Lets pass who has not been refused too often.
     *
     * @throws RefusedException with 429
     */
    void requirePatience(String address) {
        synchronized (refusals) {
            Bucket bucket = refusals.get(address);
            long wait = bucket == null ? 0 : bucket.wait(1, clock.getAsLong());
            if (wait > 0) {
                throw RefusedException.later(
                        "too_many_refusals",
                        "Too many requests from this address were refused. Send the write key as user of Basic"
                                + " authentication, or come back later.",
                        wait);
            }
        }
    }

    /** As the log may show it. */
    String shown(String address) {
        return switch (settings.logAddresses()) {
            case NONE -> "not shown";
            case FULL -> address;
            case NETWORK -> network(address);
        };
    }

    private static String network(String address) {
        if (address.indexOf(':') >= 0) {
            String[] groups = address.split(":", -1);
            return String.join(":", groups[0], groups[1], groups.length > 3 ? groups[2] : "") + "::/48";
        }
        int last = address.lastIndexOf('.');
        return last < 0 ? address : address.substring(0, last) + ".0/24";
    }
}
