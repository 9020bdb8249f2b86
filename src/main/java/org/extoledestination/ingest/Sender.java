package org.extoledestination.ingest;

import java.util.Optional;

/**
 * The sender of a request.
 *
 * @param shut why none of its events is kept; empty for a sender that is welcome
 * @param mayDelete whether its deletions are taken: those of a write key are not, since it stands in web pages
 * @param scope what else its key may send
 */
record Sender(String source, Optional<Discard> shut, boolean mayDelete, Scope scope) {

    /** A sender with a write key, or on a queue or in a file, where the input decides on deletions. */
    static Sender of(IngestSettings.Source source) {
        return new Sender(
                source.name(),
                source.enabled() ? Optional.empty() : Optional.of(Discard.SOURCE_DISABLED),
                false,
                Scope.ALL);
    }

    /** Somebody without a key of ours, whose events are answered like Segment does: taken, and thrown away. */
    static Sender unknown() {
        return new Sender("unknown", Optional.of(Discard.UNKNOWN_SOURCE), false, Scope.ALL);
    }

    /** The same with a key that may delete. */
    Sender deleting() {
        return new Sender(source, shut, true, scope);
    }

    /** The same with a key that may send this alone. */
    Sender within(Scope limits) {
        return new Sender(source, shut, mayDelete, limits);
    }

    /** Whether it has shown a key that is none of ours. */
    boolean isUnknown() {
        return shut.filter(reason -> reason == Discard.UNKNOWN_SOURCE).isPresent();
    }
}
