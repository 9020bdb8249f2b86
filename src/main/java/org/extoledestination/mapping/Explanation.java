package org.extoledestination.mapping;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one event was mapped, for the person who writes the mapping. It holds values of the event: it belongs on that
 * person's screen, and never into a log.
 *
 * @param file the mapping file; empty when none is for the event
 * @param why why this file, or why none
 * @param passedOver files that are for the event too, but less specific
 * @param result what became of the event; empty when it was refused
 * @param refusal why it was refused
 * @param name where the event's name at Extole comes from, with the name as value; empty when it has none
 * @param time where the event's time comes from; empty when the event does not go out
 * @param taken each value that goes out, in the order of the data; of a refused event those that were found
 * @param left each value of the event that does not go out
 */
public record Explanation(
        Optional<String> file,
        String why,
        List<String> passedOver,
        Optional<Mapped> result,
        Optional<UnmappableEventException> refusal,
        Optional<Taken> name,
        Optional<Taken> time,
        List<Taken> taken,
        List<Left> left) {

    /** Copies the lists, so that nothing can change them afterwards. */
    public Explanation {
        passedOver = List.copyOf(passedOver);
        taken = List.copyOf(taken);
        left = List.copyOf(left);
    }

    /**
     * A value that is sent.
     *
     * @param key under which name
     * @param value what Extole gets; null where a trait is removed
     * @param from the path at which it was found, or a word such as {@code constant}
     * @param how what was done to it, and which of several paths it was; may be empty
     */
    public record Taken(String key, @Nullable Object value, String from, String how) {}

    /**
     * A value that is not sent.
     *
     * @param path where it stands in the event
     * @param reason why it stays
     */
    public record Left(String path, String reason) {}
}
