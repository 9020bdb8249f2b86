package org.extoledestination.queue.refused;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The first arrival of a message. By it the events of a replay keep their times and ids.
 *
 * @param messageId the broker's id that it had; null if there was none
 * @param sentAt when it was sent, in milliseconds since 1970; 0 if that is not known
 * @param part which of the events of a message it is, from 1; 0: the whole message
 * @param isReplay whether it was refused before, and comes again
 * @param lacksSource whether nobody knows if it named a source
 */
public record Origin(@Nullable String messageId, long sentAt, int part, boolean isReplay, boolean lacksSource) {

    /** Properties of messages that are replayed begin with it. Those of copies do not: several may be made of a copy. */
    public static final String PREFIX = "replayed";

    private static final String MESSAGE_ID = PREFIX + "MessageId";
    private static final String SENT_AT = PREFIX + "SentAt";
    private static final String PART = PREFIX + "Part";
    private static final String NO_SOURCE = PREFIX + "WithoutSource";

    /** The origin of a message that was just read. */
    public static Origin of(Message message) {
        return message.getHeader(MESSAGE_ID) instanceof String id
                ? new Origin(
                        id,
                        number(message, SENT_AT),
                        (int) Math.min(number(message, PART), Short.MAX_VALUE * 1_000),
                        true,
                        message.getHeader(NO_SOURCE) != null)
                : new Origin(
                        message.getHeader("JMSMessageID", String.class),
                        number(message, "JMSTimestamp"),
                        0,
                        false,
                        false);
    }

    /** It, or the part of it, with the properties by which it is known again when it is replayed. */
    Map<String, Object> known(Map<String, Object> properties, int itsPart, long now) {
        Map<String, Object> known = new LinkedHashMap<>(properties);
        if (messageId != null) {
            known.put(MESSAGE_ID, messageId);
            known.put(SENT_AT, sentAt > 0 ? sentAt : now);
            known.put(PART, itsPart);
        }
        if (lacksSource) {
            known.put(NO_SOURCE, true);
        }
        return known;
    }

    private static long number(Message message, String name) {
        return message.getHeader(name) instanceof Number number && number.longValue() > 0 ? number.longValue() : 0;
    }
}
