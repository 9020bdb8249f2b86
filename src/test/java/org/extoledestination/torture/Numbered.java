package org.extoledestination.torture;

import java.util.Locale;

/**
 * An event of the test. Which of them Extole will refuse, and what is in them, follows from the seed.
 *
 * @param person whose it is
 * @param number its place among those of the person, from 0
 */
record Numbered(int person, int number) {

    private static final int POISONED_ONE_IN = 300;
    private static final int IDENTIFY_ONE_IN = 4;
    private static final int LONGEST_TEXT = 400;

    /** The event with this id. */
    static Numbered of(String messageId) {
        int dash = messageId.indexOf('-');
        return new Numbered(
                Integer.parseInt(messageId, 1, dash, 10),
                Integer.parseInt(messageId, dash + 1, messageId.length(), 10));
    }

    String messageId() {
        return "p" + person + '-' + number;
    }

    boolean isPoisoned(long seed) {
        return draw(seed, 1, POISONED_ONE_IN) == 0;
    }

    /** As a Segment library would send it. */
    String json(long seed) {
        boolean isIdentify = draw(seed, 2, IDENTIFY_ONE_IN) == 0;
        return String.format(
                Locale.ROOT,
                "{\"type\": \"%s\", \"userId\": \"p%d\", \"messageId\": \"%s\", %s: {\"poisoned\": \"%s\", \"text\": \"%s\"}}",
                isIdentify ? "identify" : "track",
                person,
                messageId(),
                isIdentify ? "\"traits\"" : "\"event\": \"Step\", \"properties\"",
                isPoisoned(seed) ? "yes" : "no",
                "x".repeat(draw(seed, 3, LONGEST_TEXT)));
    }

    private int draw(long seed, int what, int bound) {
        long mixed = seed * 0x9E3779B97F4A7C15L + (((long) person << 32) | number) * 0xBF58476D1CE4E5B9L + what;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) Math.floorMod(mixed ^ (mixed >>> 31), (long) bound);
    }
}
