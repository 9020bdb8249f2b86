package org.extoledestination.command;

import java.util.Optional;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.mapping.Explanation;

/**
 * What becomes of one event.
 *
 * @param line where it stands in the file, from 1
 * @param messageId its id; empty for an event that could not be read and has none
 * @param title what it is, in words; {@code unreadable} if it does not say
 * @param explanation how it was mapped, if that was asked for and it came so far
 */
record MappedEvent(long line, String messageId, String title, Preview preview, Optional<Explanation> explanation) {

    boolean isRefused() {
        return !preview.code().isEmpty();
    }

    boolean isSkipped() {
        return !isRefused() && !preview.isSent();
    }

    /** Why it is refused or skipped. The code of a refusal stands beside it. */
    String why() {
        String prefix = preview.code() + ": ";
        return preview.detail().startsWith(prefix) ? preview.detail().substring(prefix.length()) : preview.detail();
    }

    /** How its events are shown. */
    interface Output {

        void print(MappedEvent event);
    }
}
