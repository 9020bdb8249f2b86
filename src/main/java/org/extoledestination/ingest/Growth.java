package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;

/**
 * Limits the size of the events of one request or message. The fields of a batch are repeated in each of its events, so
 * a few kilobytes could fill memory and disk. So all events together may not be much larger than the request, and the
 * difference takes up room until they are stored.
 */
final class Growth {

    /** A hundred events of an ordinary library with a context of 5 KB. */
    private static final long FREE = 512 << 10;

    /** For what is added to each, such as an id and times, and an ordinary context. */
    private static final long FREE_EACH = 1 << 10;

    /** Messages hold more events than requests, of senders that are trusted: any ordinary context. */
    private static final long FREE_EACH_OF_MESSAGE = 4 << 10;

    private static final int MOST_TIMES = 4;
    private static final int EXPECTED_TIMES = 2;
    /** The text, and the message that is made of it. */
    private static final int COPIES = 2;

    private static final long STEP = 64 << 10;

    private final long most;
    private long unpaid;
    private long made;

    private Growth(long bytes, long free, long cap) {
        this.most = Math.min(cap, FREE + free + MOST_TIMES * bytes);
        // This much is counted already with the body.
        this.unpaid = EXPECTED_TIMES * bytes + STEP;
    }

    /**
     * Of one request.
     *
     * @param bytes its size, inflated
     * @param events how many it holds
     * @param largest the largest that a request may be
     */
    static Growth ofRequest(long bytes, int events, long largest) {
        return new Growth(bytes, FREE_EACH * events, MOST_TIMES * largest);
    }

    /**
     * Of one message, which may be larger than any request.
     *
     * @param bytes its size, inflated
     * @param events how many it holds
     * @param room how many bytes may be made of it, however large it is
     * @throws RefusedException if they are too many even if they are small
     */
    static Growth ofMessage(long bytes, int events, long room) {
        if (FREE_EACH * events > room) {
            throw grows("The message holds more than " + room / FREE_EACH + " events. Send smaller ones.");
        }
        return new Growth(bytes, FREE_EACH_OF_MESSAGE * events, room);
    }

    /**
     * Lets pass what will fit.
     *
     * @param tree the {@link org.extoledestination.event.TreeSize} of a text
     * @param room in bytes
     * @throws RefusedException if it is larger
     */
    static void requireTree(long tree, long room) {
        if (tree > room) {
            throw grows("Reading it would take more memory than there is for it (" + room
                    + " bytes). Send fewer events at once, or raise -Xmx.");
        }
    }

    /** More is made of it than there may be. */
    static RefusedException grows(String message) {
        return new RefusedException(400, "batch_grows", message);
    }

    /** How many bytes a text has where it is kept: one letter has up to four. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * So many bytes more in an event, or fewer than were counted before.
     *
     * @throws RefusedException with 400 if they are too large together, with 503 if there is no room for them now
     */
    void add(int bytes) {
        made += bytes;
        if (made > most) {
            throw grows("With the context of its batch in each of them the events become larger than " + most
                    + " bytes together. Send smaller batches, or less context.");
        }
        if (made > unpaid) {
            InHand.current().grow(COPIES * STEP);
            unpaid += STEP;
        }
    }
}
