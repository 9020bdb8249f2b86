package org.extoledestination.command;

import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.SegmentTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Half-open.
 *
 * @param since the first moment within it; null for no bound
 * @param until the first moment behind it; null for no bound
 */
record TimeRange(@Nullable Instant since, @Nullable Instant until) {

    /** Reads a date, which begins in UTC, or a moment. */
    static final class Bound implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            return SegmentTime.parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z."));
        }
    }

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
