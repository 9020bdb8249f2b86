package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * Segment events from the queue {@code segment.events}: a message holds one event, an array of events, or a batch as
 * the Tracking API takes it. The property {@code segmentSource} may name the source, {@code contentEncoding=gzip} says
 * that bytes are packed. A group that the sender set is not heeded, since the person decides.
 */
public final class SegmentQueue {

    private static final String EMPTY =
            "The message holds neither text nor bytes. Send a TextMessage or a BytesMessage.";

    private final Sources sources;
    private final EventReader reader;
    private final Clock clock;
    private final Meters meters;

    SegmentQueue(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        this.sources = sources;
        this.reader = new EventReader(settings.maxEventSize().toBytes());
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * An event that was not kept.
     *
     * @param json the event as it came; bytes that are no text stand here as Base64
     * @param reason a code of Segment's, and a sentence
     */
    public record Refused(String json, String reason) {}

    /**
     * What one message held, both in their order.
     *
     * @param accepted sound events
     * @param refused the others
     */
    public record Read(List<SegmentEvent> accepted, List<Refused> refused) {}

    /**
     * Reads one message. Events without a messageId get one that is the same at every redelivery of the message.
     *
     * @param jmsMessageId the broker's id of the message
     */
    public Read read(@Body Message message, @Header("JMSMessageID") @Nullable String jmsMessageId) throws JMSException {
        byte[] raw = JmsBody.raw(message);
        if (raw.length == 0) {
            return refused("", RefusedException.malformed(EMPTY));
        }
        try {
            Sender sender = sources.named(message.getStringProperty(SegmentEvent.Header.SOURCE));
            JsonNode root = SegmentJson.parse(JmsBody.inflated(raw, message));
            String id = jmsMessageId == null ? "unknown" : jmsMessageId.replaceAll("^ID:", "");
            return read(root, sender, "jms-" + id + '-');
        } catch (RefusedException e) {
            boolean text =
                    message instanceof TextMessage || message.getStringProperty(JmsBody.CONTENT_ENCODING) == null;
            return refused(
                    text
                            ? new String(raw, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(raw),
                    e);
        }
    }

    private Read refused(String body, RefusedException refusal) {
        meters.count("ingest", refusal.code());
        return new Read(List.of(), List.of(new Refused(body, refusal.code() + ": " + refusal.getMessage())));
    }

    private Read read(JsonNode root, Sender sender, String idPrefix) {
        EventReader.Around around =
                new EventReader.Around(sender.source(), Door.JMS, clock.instant(), envelope(root), Optional.empty());
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        Discards discards = new Discards();
        int number = 0;
        for (JsonNode item : items(root)) {
            String id = idPrefix + number++;
            try {
                if (sender.shut().isPresent()) {
                    throw new DiscardedException(sender.shut().get());
                }
                read.accepted().add(reader.read(item, around, () -> id));
            } catch (DiscardedException e) {
                discards.add(e.discard());
                read.refused().add(new Refused(item.toString(), e.discard().code() + ": " + e.getMessage()));
            }
        }
        discards.report(around, meters);
        return read;
    }

    private static Envelope envelope(JsonNode root) {
        return root instanceof ObjectNode object && isBatch(root) ? Envelope.of(object) : Envelope.NONE;
    }

    private static Iterable<JsonNode> items(JsonNode root) {
        if (root instanceof ArrayNode) {
            return root;
        }
        return isBatch(root) ? root.get("batch") : List.of(root);
    }

    private static boolean isBatch(JsonNode root) {
        return root.get("batch") instanceof ArrayNode;
    }

    /** Makes of a sound event the message that the router expects. */
    public void toMessage(@Body SegmentEvent event, Exchange exchange) {
        exchange.getMessage().setBody(event.json());
        event.headers().forEach(exchange.getMessage()::setHeader);
    }
}
