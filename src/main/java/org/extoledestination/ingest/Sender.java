package org.extoledestination.ingest;

import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param source the configured name
 * @param shut why none of its events is kept; empty for a sender that is welcome
 */
record Sender(String source, Optional<Discard> shut) {

    static Sender of(IngestSettings.Source source) {
        return new Sender(source.name(), source.enabled() ? Optional.empty() : Optional.of(Discard.SOURCE_DISABLED));
    }

    /** Somebody without a key of ours, whose events are answered like Segment does: taken, and thrown away. */
    static Sender unknown() {
        return new Sender("unknown", Optional.of(Discard.UNKNOWN_SOURCE));
    }

    /** Whether it has shown a key that is none of ours. */
    boolean isUnknown() {
        return shut.filter(reason -> reason == Discard.UNKNOWN_SOURCE).isPresent();
    }
}
