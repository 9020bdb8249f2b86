package org.extoledestination.console;

import java.util.List;
import java.util.Map;
import org.extoledestination.deadletter.DeadLetterDesk;
import org.extoledestination.deadletter.DeadLetterRows;
import org.extoledestination.deadletter.DeadLettersController.Listing;

/** What the pages of dead letters show. */
public final class DeadLetters {

    private DeadLetters() {}

    /**
     * What the page of letters shows.
     *
     * @param filter what was asked for, by name
     * @param query the same as the end of an address, empty or with a question mark
     * @param kinds of all letters that the filter finds
     * @param listing a page of them
     * @param said what was done before this page, empty if nothing was
     */
    public record Letters(Map<String, String> filter, String query, List<Kind> kinds, Listing listing, String said) {}

    /** A kind, with its sparkline and the address that shows it alone. */
    public record Kind(DeadLetterRows.Kind of, String spark, String query) {}

    /**
     * One letter.
     *
     * @param shown the letter, its event and what a replay would come to, none of it masked
     * @param detail what is wrong with it
     * @param event as it came, masked
     * @param requests what would be made of it now, masked
     */
    public record Letter(DeadLetterDesk.Shown shown, String detail, String event, List<Request> requests) {}

    /** A request that would leave. */
    public record Request(String operation, String path, String body) {}

    /** What is about to be done, with how many it concerns. */
    public record Plan(String action, long count, String query, Map<String, String> filter, Listing sample) {}
}
