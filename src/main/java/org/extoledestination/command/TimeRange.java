package org.extoledestination.command;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Half-open.
 *
 * @param since the first moment within it; null for no bound
 * @param until the first moment behind it; null for no bound
 */
record TimeRange(@Nullable Instant since, @Nullable Instant until) {

    boolean isEmpty() {
        return since != null && until != null && !since.isBefore(until);
    }

    /** An event that does not say when it happened is within no bounds at all only. */
    boolean contains(Optional<Instant> time) {
        if (time.isEmpty()) {
            return since == null && until == null;
        }
        return (since == null || !time.get().isBefore(since))
                && (until == null || time.get().isBefore(until));
    }
}
