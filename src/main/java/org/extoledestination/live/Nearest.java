package org.extoledestination.live;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that is not known. */
public final class Nearest {

    private Nearest() {}

    /** A sentence with that of {@code names} which is most like {@code wrong}. */
    public static String of(String wrong, Collection<String> names) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream()
                .min(Comparator.comparing(name -> distance.apply(wrong, name)))
                .map(name -> "Did you mean '" + name + "'?")
                .orElse("None is known.");
    }
}
