package org.extoledestination.queue.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.extoledestination.event.Whereabouts.Place;
import org.jspecify.annotations.Nullable;

/**
 * A refused message as it is listed. What it held is not in here: it may hold personal data.
 *
 * @param id the number by which operators name it
 * @param queue where it came from, and where a replay puts it
 * @param messageId the broker's id of the message
 * @param part which of the events of its message it is, from 1; 0: the whole message
 * @param source who sent it, if the message says so
 * @param code a short word for what is wrong
 * @param detail what is wrong, for people
 * @param kind {@code text}, {@code text-64}, {@code bytes} or {@code other}
 * @param bytes how much room it takes up
 * @param since when it was refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefusedMessage(
        long id,
        String queue,
        String messageId,
        int part,
        @Nullable String source,
        String code,
        String detail,
        String kind,
        long bytes,
        Instant since) {

    Place place() {
        return new Place(
                "refused message " + id,
                since,
                source,
                "",
                "",
                code + ": " + detail,
                "mend what it says, then: refused replay " + id + ". Or: refused discard " + id);
    }
}
