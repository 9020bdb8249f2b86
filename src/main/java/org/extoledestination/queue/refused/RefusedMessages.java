package org.extoledestination.queue.refused;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.event.SegmentEvent.Header;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.queue.refused.RefusedRows.Full;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages that no route can take. For routes: {@code bean: {ref: refusedMessages, method: keep}}. */
public final class RefusedMessages {

    static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Headers of a copy: the reason, the queue that the message came from, the broker's id there, and which part it is. */
    static final String REASON = "refusedReason";

    static final String FROM = "refusedFrom";
    static final String MESSAGE_ID = "refusedMessageId";
    static final String PART = "refusedPart";

    private static final String INPUT = "segment.events";
    private static final String COPIES = "segment.events.refused";
    private static final String EVENTS = "extole.events";
    private static final String NO_REASON = "failed: no reason is known";

    private static final Logger log = LoggerFactory.getLogger(RefusedMessages.class);
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
        Origin origin = Origin.of(message);
        message.setBody(
                keep(refused(message).stream()
                        .map(each -> row(
                                each,
                                queue(exchange),
                                origin,
                                headers(message, each.part() > 0 && message.getBody() instanceof List),
                                message.getHeader(MessageBinding.UNREAD, new byte[0], byte[].class)))
                        .toList()),
                List.class);
    }

    /** Keeps these at once, and returns those that were not kept before. */
    List<Full> keep(List<Full> all) {
        List<Full> fresh = rows.add(all);
        fresh.forEach(each -> tell(each.message()));
        return fresh;
    }

    private static List<Refused> refused(Message message) {
        Object body = message.getBody();
        if (body instanceof List<?> list && list.stream().allMatch(Refused.class::isInstance)) {
            return list.stream().map(Refused.class::cast).toList();
        }
        boolean isPlain = body == null || body instanceof String || body instanceof byte[];
        return List.of(new Refused(
                isPlain ? body : String.valueOf(body),
                // A route may split a message and refuse several pieces.
                message.getExchange().getProperty(Exchange.SPLIT_INDEX, -1, Integer.class) + 1,
                reason(message)));
    }

    /** A parked message has its reason elsewhere: its header may come from its sender, or from an earlier refusal. */
    private static String reason(Message message) {
        String parked = message.getExchange().getProperty(MessageBinding.PARKED, String.class);
        return parked == null ? message.getHeader(REASON, NO_REASON, String.class) : parked;
    }

    /** What is kept of a message with these properties. */
    Full row(Refused refused, String queue, Origin origin, Map<String, Object> properties, byte[] unread) {
        Instant now = clock.instant();
        Content content = Content.of(refused.content(), unread);
        int part = Math.max(refused.part(), origin.part());
        String json = json(origin.known(properties, part, now.toEpochMilli()));
        String messageId = Objects.requireNonNullElseGet(
                origin.messageId(), () -> UUID.randomUUID().toString());
        String[] reason = refused.reason().split(": ", 2);
        RefusedMessage row = new RefusedMessage(
                0,
                Shown.clean(queue, LONGEST_ID),
                messageId.length() <= LONGEST_ID && messageId.equals(Shown.clean(messageId, LONGEST_ID))
                        ? messageId
                        : DigestUtils.sha256Hex(messageId),
                part,
                properties.get(Header.SOURCE) instanceof String name ? Shown.clean(name, LONGEST_WORD) : null,
                Shown.clean(reason[0], LONGEST_WORD),
                Shown.text(reason[reason.length - 1]),
                content.kind(),
                (content.text() + json).getBytes(StandardCharsets.UTF_8).length,
                now);
        return new Full(row, content, json, origin.isReplay());
    }

    /**
     * Keeps what somebody has laid on the queue of copies to stay, as older releases did. They left nothing but the text,
     * bytes as Base64, so it may not be known what source a message names.
     */
    public void takeOver(Exchange exchange) {
        keep(List.of(ofCopy(exchange.getMessage())));
    }

    private Full ofCopy(Message copy) {
        Map<String, Object> properties = headers(copy, false);
        Object body = copy.getBody() instanceof String text ? Content.ofShown(text) : copy.getBody();
        if (!(body == null || body instanceof String || body instanceof byte[])) {
            // Neither text nor bytes: it can only be looked at.
            body = String.valueOf(body);
        }
        if (body instanceof byte[] bytes && bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            properties.putIfAbsent("contentEncoding", "gzip");
        }
        String from = copy.getHeader(FROM, INPUT, String.class);
        Origin origin = Origin.of(copy);
        return row(
                new Refused(
                        body,
                        copy.getHeader(PART) instanceof Integer part ? part : 0,
                        copy.getHeader(REASON, NO_REASON, String.class)),
                // Without its properties an event can be read there alone.
                from.equals(EVENTS) && !properties.containsKey(Header.PERSON) ? INPUT : from,
                new Origin(
                        copy.getHeader(MESSAGE_ID, origin.messageId(), String.class),
                        origin.sentAt(),
                        0,
                        false,
                        !properties.containsKey(Header.SOURCE)),
                properties,
                copy.getHeader(MessageBinding.UNREAD, new byte[0], byte[].class));
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

    /** Makes of what was kept the message for whoever reads the queue of copies: a text, and a few headers. */
    public void copy(Exchange exchange) {
        Message message = exchange.getMessage();
        Full full = message.getBody(Full.class);
        message.removeHeaders("*", Header.SOURCE);
        message.setBody(full.content().shown());
        message.setHeader(REASON, full.message().code() + ": " + full.message().detail());
        message.setHeader(FROM, full.message().queue());
        message.setHeader(MESSAGE_ID, full.message().messageId());
        message.setHeader(PART, full.message().part());
    }

    private static String queue(Exchange exchange) {
        String uri = exchange.getFromEndpoint() == null
                ? ""
                : exchange.getFromEndpoint().getEndpointBaseUri();
        String queue = uri.substring(uri.lastIndexOf(':') + 1).replace("//", "");
        // A replay does not put it back among the copies.
        return queue.equals(COPIES) ? INPUT : queue;
    }

    /** What the sender has set; of a part of a message its source alone, since the rest is about the whole. */
    private static Map<String, Object> headers(Message message, boolean isPart) {
        Map<String, Object> headers = new LinkedHashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean isOfSender = isPart
                    ? name.equals(Header.SOURCE)
                    : !name.startsWith("Camel")
                            && !name.startsWith("refused")
                            && !name.startsWith(Origin.PREFIX)
                            && (!name.startsWith("JMS") || name.equals(Header.GROUP));
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
