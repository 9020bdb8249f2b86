package org.extoledestination.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.platform.telemetry.Meters;

/** When each key was used last: before an old one is taken away, it must have gone quiet. */
final class KeyUses {

    /** Enough digits to distinguish the keys of an installation, too few to find a key. */
    private static final int DIGITS = 6;

    private final Clock clock;
    private final Meters meters;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    KeyUses(Clock clock, Meters meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** The last use of one key. */
    static final class Use {
        private final Clock clock;
        private final AtomicLong seconds = new AtomicLong();

        private Use(Clock clock) {
            this.clock = clock;
        }

        /** Each request: written only if the second is another. */
        void now() {
            long now = Instant.now(clock).getEpochSecond();
            if (seconds.get() != now) {
                seconds.set(now);
            }
        }
    }

    /**
     * Where uses of a key are noted: the same for the same key, whenever the settings are read.
     *
     * @param name what the settings call it; may be blank
     */
    Use of(String source, String name, String key) {
        String shown =
                (name.isBlank() ? "" : name + '-') + DigestUtils.sha256Hex(key).substring(0, DIGITS);
        return uses.computeIfAbsent(source + ' ' + shown, each -> {
            Use use = new Use(clock);
            meters.gauge(
                    "key.last.used.seconds",
                    "When a key was used last, in seconds since 1970; 0: not since the start",
                    Map.of("source", source, "key", shown),
                    use.seconds::get);
            return use;
        });
    }
}
