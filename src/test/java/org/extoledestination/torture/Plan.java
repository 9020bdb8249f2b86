package org.extoledestination.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.extoledestination.torture.TortureExtole.Mood;

/**
 * What happens in which order. Every blow comes before one comes again, and so do Extole's moods; who meets whom is
 * chance, and follows from the seed.
 */
record Plan(List<Step> steps) {

    /** A blow while Extole is in some mood. */
    record Step(Mood mood, Blow blow) {}

    /** A plan of the blows that {@code possible} lets through, with at least so many kills. */
    static Plan draw(Random random, Predicate<Blow> possible, int kills) {
        List<Blow> blows = Arrays.stream(Blow.values()).filter(possible).toList();
        List<Mood> moods = Arrays.asList(Mood.values());
        List<Step> steps = new ArrayList<>();
        List<Mood> left = new ArrayList<>();
        long killed = 0;
        while (killed < kills) {
            for (Blow blow : shuffled(blows, random)) {
                if (left.isEmpty()) {
                    left.addAll(shuffled(moods, random));
                }
                steps.add(new Step(left.remove(0), blow));
            }
            killed = steps.stream().filter(step -> step.blow().isKill()).count();
        }
        return new Plan(steps);
    }

    private static <T> List<T> shuffled(List<T> all, Random random) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
