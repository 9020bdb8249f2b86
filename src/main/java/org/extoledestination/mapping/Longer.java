package org.extoledestination.mapping;

import java.util.Locale;

/** The treatment of a value that is longer than {@code max}. */
enum Longer {
    /** Only the beginning goes out. */
    CUT,
    /** The first digits of its SHA-256 go out instead: the same for the same value, everywhere and always. */
    HASH,
    /** The event is refused: what Extole would cut off could be what tells two apart. */
    REFUSE;

    /** With fewer hexadecimal digits two values of millions would share a hash. */
    static final int SHORTEST_HASH = 16;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
