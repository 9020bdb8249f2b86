package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.SegmentJson;

/**
 * Ids of deletions that have none. Within a window the same JSON gets the same id, so that a captured request cannot be
 * sent repeatedly; in the next window it is a new one, since a person may come back and ask once more. The windows
 * follow each other from midnight UTC of January 1, 1970.
 */
final class DeletionIds {

    private static final int DIGITS = 32;
    private final Duration window;
    private final Clock clock;
    private final String secret;

    /**
     * With a {@code window} of 0 each request is a new one. {@code secret} is known only to senders that may delete:
     * anybody who could compute an id could send an event with it first, and the deletion would count as a repeat.
     */
    DeletionIds(Duration window, Clock clock, String secret) {
        this.window = window;
        this.clock = clock;
        this.secret = secret;
    }

    String of(JsonNode deletion) {
        if (window.isZero()) {
            return UUID.randomUUID().toString();
        }
        long number = Math.floorDiv(clock.millis(), window.toMillis());
        return "delete-"
                + DigestUtils.sha256Hex(secret + number + SegmentJson.sorted(deletion))
                        .substring(0, DIGITS);
    }
}
