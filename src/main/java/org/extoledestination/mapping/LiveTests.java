package org.extoledestination.mapping;

/** The treatment of a valid edit of mapping files with which mapping tests fail. */
public enum LiveTests {
    /** It is refused, until files and tests agree. */
    REFUSE,
    /** It is taken, and the log says which tests fail. */
    WARN
}
