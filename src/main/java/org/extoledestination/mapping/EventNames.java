package org.extoledestination.mapping;

/** The treatment of an event whose name breaks Extole's rule for names. */
public enum EventNames {
    /** The characters that Extole's own normaliser deletes are deleted, and what is left is sent. */
    CLEAN,
    /** The event is refused. */
    STRICT
}
