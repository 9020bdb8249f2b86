package org.extoledestination.management;

/**
 * Why a request is not served.
 *
 * @param status of HTTP
 * @param kind a word for metrics and log lines
 * @param message what to do, for the client
 */
record Refusal(int status, Kind kind, String message) {

    enum Kind {
        FOREIGN_HOST("foreign_host"),
        CROSS_SITE("cross_site"),
        NO_TOKEN("no_token"),
        WRONG_TOKEN("wrong_token"),
        NOT_JSON("not_json");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
