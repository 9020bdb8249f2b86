package org.extoledestination.mapping;

/** Why an event is not sent to Extole although nothing is wrong with it. */
public enum SkipReason {
    /** No mapping file names its type and event. */
    NO_MAPPING,
    /** It names no person, and the settings say to drop such events. */
    ANONYMOUS
}
