package org.extoledestination.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The treatment of a value that is longer than {@code max}. */
enum Longer {
    /** The event is refused: what Extole would cut off could be what tells two apart. */
    REFUSE,
    /** Only the beginning goes out. */
    CUT,
    /** The first digits of its SHA-256 go out instead: the same for the same value, everywhere and always. */
    HASH;

    static final List<String> WORDS =
            Arrays.stream(values()).map(Longer::word).sorted().toList();

    /** With fewer hexadecimal digits two values of millions would share a hash. */
    static final int SHORTEST_HASH = 16;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Longer> of(String word) {
        return Arrays.stream(values())
                .filter(longer -> longer.word().equals(word))
                .findFirst();
    }
}
