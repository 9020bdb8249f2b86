package org.extoledestination.inhand;

import java.util.ArrayList;
import java.util.List;

/** What an event can do to the process. For routes of tests: {@code bean: {beanType: ..., method: ...}}. */
public final class Poison {

    private static final int MEGABYTE = 1 << 20;

    private Poison() {}

    /** Ends it without another step, as {@code kill -9} and the kernel do. */
    public static void halt() {
        Runtime.getRuntime().halt(99);
    }

    /** A fault in a route, as often as it is tried. */
    public static void fail() {
        throw new IllegalStateException("the text of an exception may hold an event: jane@example.com");
    }

    /** Fills the heap. */
    public static int fill() {
        List<byte[]> all = new ArrayList<>();
        while (all.size() < MEGABYTE) {
            all.add(new byte[MEGABYTE]);
        }
        return all.size();
    }
}
