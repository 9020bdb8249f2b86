package org.extoledestination.platform.management;

/** Hides personal data in JSON, in the same way on every page and in every answer of the management port. */
@FunctionalInterface
public interface JsonMask {

    /** The same JSON on several lines, with what may name a person masked; of what is no JSON, only how long it is. */
    String json(String json);
}
