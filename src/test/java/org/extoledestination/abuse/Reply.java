package org.extoledestination.abuse;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a sender saw.
 *
 * @param status of HTTP; {@link #CLOSED} or {@link #SILENT} where there was none
 * @param head the status line and the headers
 * @param took from the first byte that was sent
 */
record Reply(int status, String head, String body, Duration took) {

    /** The connection was closed without an answer. */
    static final int CLOSED = 0;

    /** Nothing came in the time that was given. */
    static final int SILENT = -1;

    boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ':';
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    String word() {
        return switch (status) {
            case CLOSED -> "closed";
            case SILENT -> "silent";
            default -> Integer.toString(status);
        };
    }
}
