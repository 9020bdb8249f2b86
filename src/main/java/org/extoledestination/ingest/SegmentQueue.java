package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.event.TreeSize;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.QueueUnavailableException;
import org.extoledestination.queue.refused.Origin;
import org.extoledestination.queue.refused.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Segment events from the queue {@code segment.events}: a message holds one event, an array of events, or a batch as
 * the Tracking API takes it. The property {@code segmentSource} may name the source, {@code contentEncoding=gzip} says
 * that bytes are packed. A group that the sender set is not heeded, since the person decides.
 */
public final class SegmentQueue implements BatchListener {

    private static final String EMPTY =
            "The message holds neither text nor bytes. Send a TextMessage or a BytesMessage.";

    /** With what stands around it, not above what the tables take. */
    private static final int LONGEST_ID = 150;

    /** The property by which a sender says of which trace a message is part (W3C Trace Context). */
    private static final String TRACEPARENT = "traceparent";

    private static final String TO_BE_KEPT = "segmentQueueEvents";

    /**
     * Shares of the heap: for messages while they are read, for the events of one message, and for events that wait for
     * the commit.
     */
    private static final int TREE_SHARE = 4;

    private static final int MADE_SHARE = 16;
    private static final int WAITING_SHARE = 16;

    private static final long SOON_MILLIS = 20;

    private final Sources sources;
    private final Consumer<List<SegmentEvent>> queue;
    private final EventReader reader;
    private final Clock clock;
    private final Meters meters;
    private final Journeys journeys;
    private final long heap;
    private final AtomicLong waiting = new AtomicLong();

    /** {@code queue} keeps events, or throws; {@code heap} is the most memory there is, in bytes. */
    SegmentQueue(
            Sources sources,
            Consumer<List<SegmentEvent>> queue,
            EventReader reader,
            Clock clock,
            Meters meters,
            Journeys journeys,
            long heap) {
        this.sources = sources;
        this.queue = queue;
        this.reader = reader;
        this.clock = clock;
        this.meters = meters;
        this.journeys = journeys;
        this.heap = heap;
    }

    /**
     * The events of one message, in their order.
     *
     * @param accepted valid events
     * @param refused the others
     */
    public record Read(List<SegmentEvent> accepted, List<Refused> refused) {}

    /**
     * Lets a message pass if there is memory for what will be made of it. Each is bounded, but thousands are read before
     * one commit.
     *
     * @throws PostponedException if those before it are to be kept first
     */
    public void requireRoom(Exchange exchange) {
        if (waiting.get() > heap / WAITING_SHARE && exchange.getProperty(TO_BE_KEPT) != null) {
            throw new PostponedException("What was read before is kept first", SOON_MILLIS);
        }
    }

    /**
     * Reads one message. It is refused as a whole ({@code batch_grows}) if more would be made of it than there is memory
     * for. Events without a messageId get one that is the same at every redelivery of the message.
     *
     * @param message with text or bytes, anything else is refused; its header {@code segmentSource} may name the source,
     *     {@code contentEncoding} says {@code gzip} of packed bytes
     */
    public Read read(Message message) {
        Object body = message.getBody();
        byte[] raw = JmsBody.raw(body);
        if (raw.length == 0) {
            return refused(body, RefusedException.malformed(EMPTY));
        }
        try {
            Origin origin = Origin.of(message);
            Sender sender =
                    sources.named(message.getHeader(SegmentEvent.Header.SOURCE, String.class), origin.lacksSource());
            byte[] json = JmsBody.inflated(raw, body, message.getHeader(JmsBody.CONTENT_ENCODING, String.class));
            Growth.requireTree(TreeSize.of(json), heap / TREE_SHARE);
            JsonNode root = Json.parse(json);
            List<JsonNode> items = items(root, origin.part() > 0);
            Growth growth = Growth.ofMessage(json.length, items.size(), heap / MADE_SHARE);
            EventReader.Around around = new EventReader.Around(
                    sender.source(),
                    Door.JMS,
                    false,
                    clock.instant(),
                    sentAt(origin.sentAt()),
                    envelope(root),
                    Optional.empty());
            Read read = read(
                    items,
                    sender,
                    around,
                    growth,
                    "jms-" + id(origin.messageId()) + '-',
                    Math.max(0, origin.part() - 1));
            if (journeys.spans() != null && message.getHeader(TRACEPARENT) instanceof String context) {
                read.accepted().replaceAll(event -> event.traced(context));
            }
            return read;
        } catch (RefusedException e) {
            return refused(body, e);
        } catch (RuntimeException | StackOverflowError e) {
            Unforeseen.tell(e);
            return refused(body, RefusedException.unreadable());
        }
    }

    /** As much of the broker's id as fits into our id, or its replacement. */
    private static String id(@Nullable String jmsMessageId) {
        if (jmsMessageId == null) {
            return "unknown";
        }
        String id = jmsMessageId.replaceAll("^ID:", "");
        return id.length() <= LONGEST_ID
                ? id
                : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Read refused(@Nullable Object body, RefusedException refusal) {
        meters.count("ingest", refusal.code());
        return new Read(List.of(), List.of(new Refused(body, 0, refusal.code() + ": " + refusal.getMessage())));
    }

    /** A sender may leave it out, which is 0, or have a clock that nobody has set. */
    private Instant sentAt(long milliseconds) {
        Instant now = clock.instant();
        return SegmentTime.believed(Instant.ofEpochMilli(milliseconds), now).orElse(now);
    }

    /** {@code first}: which of the events of its message the first one is, from 0. */
    private Read read(
            List<JsonNode> items, Sender sender, EventReader.Around around, Growth growth, String idPrefix, int first) {
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        Discards discards = new Discards();
        int handedDown = around.envelope().size();
        int number = first;
        for (JsonNode item : items) {
            String id = idPrefix + number++;
            // First, since it costs as much for an event that is refused.
            growth.add(handedDown);
            try {
                if (sender.shut().isPresent()) {
                    throw new DiscardedException(sender.shut().get());
                }
                if (reader.isTooMuchFor(handedDown)) {
                    throw new DiscardedException(Discard.EVENT_TOO_LARGE);
                }
                SegmentEvent event = reader.read(item, around, () -> id);
                growth.add(Growth.bytes(event.json()) - handedDown);
                read.accepted().add(event);
            } catch (DiscardedException e) {
                discards.add(e.discard());
                // With what its batch hands down, so that it can be read alone.
                String json = around.envelope().around(item).toString();
                Refused refused = new Refused(json, number, e.discard().code() + ": " + e.getMessage());
                growth.add(Growth.bytes(json) - handedDown + Growth.bytes(refused.reason()));
                read.refused().add(refused);
            }
        }
        discards.report(around, meters);
        return read;
    }

    private static Envelope envelope(JsonNode root) {
        return root instanceof ObjectNode object && isBatch(root) ? Envelope.of(object) : Envelope.NONE;
    }

    /** A part of a message is one event, whatever it holds; it may have its batch around it. */
    private static List<JsonNode> items(JsonNode root, boolean isPart) {
        JsonNode all = isBatch(root) ? root.get("batch") : root;
        return all instanceof ArrayNode array && (!isPart || (isBatch(root) && array.size() == 1))
                ? array.valueStream().toList()
                : List.of(root);
    }

    private static boolean isBatch(JsonNode root) {
        return root.get("batch") instanceof ArrayNode;
    }

    /**
     * Keeps the valid events of a message: with those of other messages in one commit, before the broker forgets them,
     * where the route reads from {@code activemq-batch} with this bean among its {@code batchListeners}; at once anywhere
     * else.
     *
     * @throws QueueUnavailableException if the broker did not confirm in time
     */
    public void keep(@Body List<SegmentEvent> events, Exchange exchange) {
        Gathered gathered = exchange.getProperty(TO_BE_KEPT, Gathered.class);
        if (gathered == null) {
            queue.accept(events);
        } else {
            gathered.events().addAll(events);
            waiting.addAndGet(SegmentEvent.weight(events));
        }
    }

    /** Shared by the copies of an exchange, so that a step inside of a split gathers for the message too. */
    private record Gathered(List<SegmentEvent> events) {}

    @Override
    public void beforeProcessing(List<Exchange> exchanges) {
        exchanges.forEach(exchange -> exchange.setProperty(TO_BE_KEPT, new Gathered(new CopyOnWriteArrayList<>())));
    }

    /** In the order of the queue, since the route processes its messages one after the other. */
    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        queue.accept(exchanges.stream()
                .map(exchange -> exchange.getProperty(TO_BE_KEPT, Gathered.class))
                .flatMap(gathered -> gathered.events().stream())
                .toList());
    }

    @Override
    public void afterLeaving(List<Exchange> exchanges) {
        exchanges.forEach(exchange -> {
            if (exchange.removeProperty(TO_BE_KEPT) instanceof Gathered gathered) {
                waiting.addAndGet(-SegmentEvent.weight(gathered.events()));
            }
        });
    }
}
