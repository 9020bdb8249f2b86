package org.extoledestination.mapping;

/**
 * What a field asks of its value.
 *
 * @param required whether an event without it is refused
 * @param longest the most characters that Extole takes
 * @param longer what becomes of a value with more
 * @param passesOver whether a value that the conversion cannot take counts as not found, instead of refusing the event
 */
record Limits(boolean required, int longest, Longer longer, boolean passesOver) {}
