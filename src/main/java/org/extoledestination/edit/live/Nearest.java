package org.extoledestination.edit.live;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests a known name for an unknown one. */
public final class Nearest {

    private static final LevenshteinDistance FEW_LETTERS = new LevenshteinDistance(2);

    private Nearest() {}

    /** Whether the names differ by at most two letters. */
    static boolean isNear(String wrong, String name) {
        return FEW_LETTERS.apply(wrong, name) >= 0;
    }

    /** A sentence with that of {@code names} which is most like {@code wrong}. */
    public static String of(String wrong, Collection<String> names) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream()
                .min(Comparator.<String, Boolean>comparing(name -> !name.startsWith(wrong))
                        .thenComparing(name -> distance.apply(wrong, name)))
                .map(name -> "Did you mean '" + name + "'?")
                .orElse("None is known.");
    }
}
