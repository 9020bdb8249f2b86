package org.extoledestination.console;

/** What the pages of suppressions show. */
public final class Suppressed {

    private Suppressed() {}

    /**
     * What is about to be done.
     *
     * @param isAdd whether events are to stay here; else they are to pass again
     * @param person the fingerprint
     * @param changes whether that is not so already
     */
    public record Plan(boolean isAdd, String person, boolean changes) {}
}
