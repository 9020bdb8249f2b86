package org.extoledestination.console;

import java.time.Instant;
import java.util.List;
import org.extoledestination.delivery.DeliveryController.State;
import org.jspecify.annotations.Nullable;

/**
 * What the overview shows at one moment.
 *
 * @param at that moment
 * @param attention what an operator should look at, the worst first
 * @param stations of the journey, in its order
 * @param delivery whether requests leave; null while it is not known
 * @param oldestWaiting since when the oldest event waits in the queue; null if none does
 * @param sources where the events of this process came from, the largest first
 * @param minutes of the last hour
 * @param viewers how many pages are live
 */
public record Overview(
        Instant at,
        List<Attention> attention,
        List<Station> stations,
        @Nullable State delivery,
        @Nullable Instant oldestWaiting,
        List<Part> sources,
        List<LastHour.Point> minutes,
        int viewers) {

    /**
     * Something that is not as it should be, in the words of health.
     *
     * @param what the component of health
     * @param reason what is wrong
     * @param since from when on; null where health does not say
     * @param action what to do
     */
    public record Attention(
            String what, String reason, @Nullable String since, String action) {}

    /**
     * A station.
     *
     * @param name for people
     * @param count events, or an empty text where nobody knows
     * @param state {@code good}, {@code warn}, {@code bad}, or empty
     * @param about what is counted
     * @param parts of it, the largest first
     * @param path the page below the console that tells more; empty if there is none
     */
    public record Station(String name, String count, String state, String about, List<Part> parts, String path) {}

    /** A part of a number. */
    public record Part(String name, String count) {}
}
