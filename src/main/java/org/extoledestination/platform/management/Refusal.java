package org.extoledestination.platform.management;

import java.util.Locale;

/**
 * Why a request is not served.
 *
 * @param status of HTTP
 * @param kind a word for metrics and log lines
 * @param message what to do, for the client
 */
record Refusal(int status, Kind kind, String message) {

    enum Kind {
        FOREIGN_HOST,
        CROSS_SITE,
        NO_TOKEN,
        WRONG_TOKEN,
        NOT_JSON;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
