package org.extoledestination.ingest;

import org.extoledestination.event.TreeSize;
import org.jspecify.annotations.Nullable;

/**
 * The state of the HTTP request that this thread serves, for code after the filters: routes run on the same thread, and
 * their exchange does not have it.
 */
final class InHand {

    private static final ThreadLocal<@Nullable InHand> CURRENT = new ThreadLocal<>();
    private static final String UNKNOWN = "unknown";

    private final String address;
    private @Nullable String source;
    private BodyRoom.@Nullable Reading place;

    private InHand(String address) {
        this.address = address;
    }

    /** This thread serves a request from that address from now on, until its {@link #end}. */
    static InHand begin(@Nullable String address) {
        InHand inHand = new InHand(address == null ? UNKNOWN : address);
        CURRENT.set(inHand);
        return inHand;
    }

    static void end() {
        CURRENT.remove();
    }

    /** The request of this thread; one of nobody if it serves none, as for messages and files. */
    static InHand current() {
        InHand inHand = CURRENT.get();
        return inHand == null ? new InHand(UNKNOWN) : inHand;
    }

    /** Where it came from, or {@code unknown}. */
    String address() {
        return address;
    }

    /** Who sent it as far as is known, or {@code unknown}. */
    String source() {
        return source == null ? UNKNOWN : source;
    }

    /** Notes who sent it; whether nobody had noted it yet. */
    boolean isFirstOf(String name) {
        boolean isFirst = source == null;
        source = name;
        return isFirst;
    }

    void place(BodyRoom.Reading held) {
        place = held;
    }

    /**
     * This is about to be read.
     *
     * @throws RefusedException with 400 if its tree is larger than there is room for, with 503 if there is none now
     */
    void read(byte[] json) {
        if (place != null) {
            place.tree(TreeSize.of(json));
        }
    }

    /**
     * Reports bytes that are made of it in addition to its body.
     *
     * @throws RefusedException with 503 if there is no room for them
     */
    void grow(long bytes) {
        if (place != null) {
            place.grow(bytes);
        }
    }
}
