package org.extoledestination.ingest;

/** The input of an event, which decides which of its fields are trusted. */
enum Door {
    /** Segment's Tracking API: write keys are public (they stand in web pages), times are the client's. */
    TRACKING("tracking", false),
    /** The endpoint that Segment itself calls: Segment has set the times, and may ask for an erasure. */
    SUBSCRIPTION("subscription", true),
    /** A queue that only trusted senders reach. */
    JMS("jms", true),
    /** An archive that an operator imports. */
    FILE("file", true);

    private final String word;
    private final boolean trusted;

    Door(String word, boolean trusted) {
        this.word = word;
        this.trusted = trusted;
    }

    String word() {
        return word;
    }

    /** Whether it may delete people and set {@code receivedAt}. */
    boolean isTrusted() {
        return trusted;
    }
}
