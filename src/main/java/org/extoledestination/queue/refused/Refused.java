package org.extoledestination.queue.refused;

import org.jspecify.annotations.Nullable;

/**
 * A message, or one event of a message, that no route can take.
 *
 * @param content a text, or bytes; null if the message held neither
 * @param part which of the events of its message it is, from 1; 0: the whole message
 * @param reason a short word, a colon, and a sentence that holds nothing of the content
 */
public record Refused(@Nullable Object content, int part, String reason) {}
