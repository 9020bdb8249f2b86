package org.extoledestination.gate.audience;

import java.util.regex.Pattern;

/** Segment's key of an audience or trait, where people read it: in metrics, logs and the table. */
final class AudienceKey {

    /** Stands for a key that cannot be one of Engage's. */
    static final String OTHER = "other";

    /** Engage takes Latin letters. A key that a forger fills with an address must not get into metrics and logs. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.$-][A-Za-z0-9_.$ -]{0,99}");

    private AudienceKey() {}

    /** The key itself, or {@value #OTHER} if it is no plain name of at most 100 characters. */
    static String plain(String key) {
        return PLAIN.matcher(key).matches() ? key : OTHER;
    }
}
