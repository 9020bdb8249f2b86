package org.extoledestination.mapping;

import java.util.Locale;

/** Why an event is not sent to Extole although nothing is wrong with it. */
public enum SkipReason {
    /** No mapping file names its type and event. */
    NO_MAPPING,
    /** It has no name, or of its name too little is left that Extole takes. */
    NO_EVENT_NAME,
    /** It names no person, and the settings say to drop such events. */
    ANONYMOUS,
    /** Its mapping file keeps its audience or computed trait here, by {@code drop} or {@code only}. */
    COMPUTATION_DROPPED;

    /** The outcome under which the mapping counts it. */
    String outcome() {
        return this == COMPUTATION_DROPPED || this == NO_EVENT_NAME ? word() : "skipped";
    }

    /** The word under which people see it, such as {@code no-mapping}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
