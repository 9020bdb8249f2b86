package org.extoledestination.mapping;

import java.util.List;
import java.util.Optional;

/** Which of Extole's two event operations takes the event. */
public enum SendMode {
    /** {@code /v6/async-events}: Extole answers once the event is in its own queue. */
    ASYNC,
    /** {@code /v6/events}: Extole answers once it knows the person. */
    SYNC;

    static final List<String> WORDS = List.of("async", "sync");

    static Optional<SendMode> of(String word) {
        return switch (word) {
            case "async" -> Optional.of(ASYNC);
            case "sync" -> Optional.of(SYNC);
            default -> Optional.empty();
        };
    }
}
