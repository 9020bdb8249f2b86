package org.extoledestination.platform.alert;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that needs attention for a while. A bean.
 *
 * @param type what is told when it has begun, and lasted for {@code alerts.after}
 * @param ended what is told when it is over
 * @param heading the heading in docs/operations.md that says what to do, as a link has it
 * @param everySeconds how often it is asked
 * @param cause why it needs attention now; empty if it does not
 */
public record AlertSource(
        String type, String ended, String heading, int everySeconds, Supplier<Optional<Cause>> cause) {

    /**
     * Why something needs attention.
     *
     * @param reason what is wrong, for people; names nobody
     * @param since from when on; null: since it was first seen
     * @param action what to do, in the words of the health page
     */
    public record Cause(String reason, @Nullable Instant since, String action) {}
}
