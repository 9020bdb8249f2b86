package org.extoledestination.mapping;

import java.util.Locale;

/** Which of Extole's two event operations takes the event. */
public enum SendMode {
    /** {@code /v6/async-events}: Extole answers once the event is in its own queue. */
    ASYNC,
    /** {@code /v6/events}: Extole answers once it knows the person. */
    SYNC;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
