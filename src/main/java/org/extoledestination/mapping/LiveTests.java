package org.extoledestination.mapping;

/** What becomes of an edit of mapping files that is sound, but makes mapping tests fail. */
public enum LiveTests {
    /** It is refused, until files and tests agree. */
    REFUSE,
    /** It is taken, and the log says which tests fail. */
    WARN
}
