package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
 * the Tracking API takes it.
 */
public final class SegmentQueue {

    private final String source;
    private final EventReader reader;
    private final Clock clock;
    private final Meters meters;

    SegmentQueue(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        this.source = sources.defaultSource();
        this.reader = new EventReader(settings.maxEventSize().toBytes());
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * An event that was not kept.
     *
     * @param json the event as it came
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
        List<SegmentEvent> accepted = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        byte[] bytes = bytes(message);
        if (bytes.length == 0) {
            refused.add(new Refused("", "bad_request: the message holds neither text nor bytes."));
            return counted(new Read(accepted, refused));
        }
        try {
            JsonNode root = SegmentJson.parse(bytes);
            Optional<ObjectNode> envelope = envelope(root);
            Instant receivedAt = clock.instant();
            int number = 0;
            for (JsonNode item : items(root)) {
                String id = "jms-" + (jmsMessageId == null ? "unknown" : jmsMessageId.replaceAll("^ID:", "")) + '-'
                        + number++;
                read(item, around(receivedAt, envelope, id), accepted, refused);
            }
        } catch (RefusedException e) {
            refused.add(new Refused(new String(bytes, StandardCharsets.UTF_8), e.code() + ": " + e.getMessage()));
        }
        return counted(new Read(accepted, refused));
    }

    private void read(JsonNode item, EventReader.Around around, List<SegmentEvent> accepted, List<Refused> refused) {
        String asItCame = item.toString();
        try {
            accepted.add(reader.read(item, around));
        } catch (DiscardedException e) {
            refused.add(new Refused(
                    asItCame, e.discard().code() + ": " + e.discard().message()));
        }
    }

    private Read counted(Read read) {
        meters.count("ingest", "refused", read.refused().size());
        return read;
    }

    private EventReader.Around around(Instant receivedAt, Optional<ObjectNode> envelope, String id) {
        return new EventReader.Around(source, Door.JMS, receivedAt, envelope, Optional.empty(), id);
    }

    private static Optional<ObjectNode> envelope(JsonNode root) {
        return root instanceof ObjectNode object && object.get("batch") instanceof ArrayNode
                ? Optional.of(object)
                : Optional.empty();
    }

    private static Iterable<JsonNode> items(JsonNode root) {
        if (root instanceof ArrayNode) {
            return root;
        }
        return root.get("batch") instanceof ArrayNode batch ? batch : List.of(root);
    }

    /** Only texts and bytes are looked into: an ObjectMessage could run code of its sender's choice. */
    private static byte[] bytes(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        return new byte[0];
    }

    /** Makes of a sound event the message that the router expects. */
    public void toMessage(@Body SegmentEvent event, Exchange exchange) {
        exchange.getMessage().setBody(event.json());
        event.headers().forEach(exchange.getMessage()::setHeader);
    }
}
