package org.extoledestination.refused;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.refused.RefusedRows.Full;
import org.extoledestination.telemetry.Meters;
import org.extoledestination.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages that no route can take. For routes: {@code bean: {ref: refusedMessages, method: keep}}. */
public final class RefusedMessages {

    static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The queue of the copies. */
    static final String COPIES = "segment.events.refused";

    /** The headers with the reason, the queue that a message came from, and the broker's id that it had there. */
    static final String REASON = "refusedReason";

    static final String FROM = "refusedFrom";
    static final String MESSAGE_ID = "refusedMessageId";

    private static final Logger log = LoggerFactory.getLogger(RefusedMessages.class);
    private static final String SOURCE = "segmentSource";
    private static final String NO_REASON = "failed: no reason is known";
    private static final int LONGEST_ID = 300;
    private static final int LONGEST_WORD = 100;
    private static final int LINES_A_MINUTE = 10;

    private final RefusedRows rows;
    private final Clock clock;
    private final Meters meters;
    private final AtomicInteger minute = new AtomicInteger();

    RefusedMessages(RefusedRows rows, Clock clock, Meters meters) {
        this.rows = rows;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Keeps what the body holds, a list of {@link Refused} or a message as it came, whose reason is in the header
     * {@value #REASON}. When it returns that is on disk. The body becomes the list of what was not kept before.
     */
    public void keep(Exchange exchange) {
        Message message = exchange.getMessage();
        List<Refused> fresh = refused(message).stream()
                .filter(each -> keep(each, message, queue(exchange)))
                .toList();
        rows.sync();
        message.setBody(fresh, List.class);
    }

    private static List<Refused> refused(Message message) {
        Object body = message.getBody();
        if (body instanceof List<?> list && list.stream().allMatch(Refused.class::isInstance)) {
            return list.stream().map(Refused.class::cast).toList();
        }
        boolean isPlain = body == null || body instanceof String || body instanceof byte[];
        return List.of(new Refused(
                isPlain ? body : String.valueOf(body), 0, message.getHeader(REASON, NO_REASON, String.class)));
    }

    private boolean keep(Refused refused, Message message, String queue) {
        String messageId =
                message.getHeader("JMSMessageID", message.getExchange().getExchangeId(), String.class);
        byte[] unread = message.getHeader(MessageBinding.UNREAD, new byte[0], byte[].class);
        return keep(refused, queue, messageId, headers(message, refused.part() > 0), unread);
    }

    /** The same for a message with these properties; false if it was kept before. */
    boolean keep(Refused refused, String queue, String messageId, Map<String, Object> properties, byte[] unread) {
        Content content = Content.of(refused.content(), unread);
        String json = json(properties);
        String[] reason = refused.reason().split(": ", 2);
        String source = properties.get(SOURCE) instanceof String name ? Shown.clean(name, LONGEST_WORD) : null;
        RefusedMessage row = new RefusedMessage(
                0,
                queue,
                messageId.length() <= LONGEST_ID && messageId.equals(Shown.clean(messageId, LONGEST_ID))
                        ? messageId
                        : DigestUtils.sha256Hex(messageId),
                refused.part(),
                source,
                Shown.clean(reason[0], LONGEST_WORD),
                Shown.text(reason[reason.length - 1]),
                content.kind(),
                content.text().length() + json.length(),
                clock.instant());
        boolean isNew = rows.add(new Full(row, content, json));
        if (isNew) {
            tell(row);
        }
        return isNew;
    }

    private void tell(RefusedMessage message) {
        meters.count("refused", message.code(), "source", Objects.requireNonNullElse(message.source(), "unknown"));
        if (minute.incrementAndGet() <= LINES_A_MINUTE) {
            log.warn(
                    "A message of '{}' is refused: {}: {} 'refused list' shows it. JMSMessageID={}, source='{}'",
                    message.queue(),
                    message.code(),
                    message.detail(),
                    Shown.id(message.messageId()),
                    Shown.name(Objects.requireNonNullElse(message.source(), "unknown")));
        }
    }

    /** Ends a minute: tells of what was kept without a line of its own. */
    void summarize() {
        int more = minute.getAndSet(0) - LINES_A_MINUTE;
        if (more > 0) {
            log.warn("{} more messages were refused within a minute. 'refused list' shows them", more);
        }
    }

    /** Makes of a {@link Refused} the message for whoever reads the queue of copies: a text, and three headers. */
    public void copy(Exchange exchange) {
        Message message = exchange.getMessage();
        Refused refused = message.getBody(Refused.class);
        byte[] unread = message.getHeader(MessageBinding.UNREAD, new byte[0], byte[].class);
        Object id = message.getHeader("JMSMessageID");
        message.removeHeaders("*");
        message.setBody(Content.of(refused.content(), unread).shown());
        message.setHeader(REASON, refused.reason());
        message.setHeader(FROM, queue(exchange));
        if (id instanceof String jmsMessageId) {
            message.setHeader(MESSAGE_ID, jmsMessageId);
        }
    }

    private static String queue(Exchange exchange) {
        String uri = exchange.getFromEndpoint() == null
                ? ""
                : exchange.getFromEndpoint().getEndpointBaseUri();
        return uri.substring(uri.lastIndexOf(':') + 1).replace("//", "");
    }

    /** What the sender has set; of a part of a message its source alone, since the rest is about the whole. */
    private static Map<String, Object> headers(Message message, boolean isPart) {
        Map<String, Object> headers = new LinkedHashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean isOfSender = isPart
                    ? name.equals(SOURCE)
                    : !name.startsWith("Camel")
                            && !name.startsWith("refused")
                            && (!name.startsWith("JMS") || name.equals("JMSXGroupID"));
            if (isOfSender && (value instanceof String || value instanceof Number || value instanceof Boolean)) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private static String json(Map<String, Object> properties) {
        try {
            return JSON.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            return "{}";
        }
    }
}
