package org.extoledestination.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.apache.activemq.util.JMSExceptionSupport;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.Suspect;
import org.extoledestination.queue.shard.Shards;
import org.jspecify.annotations.Nullable;

/** The messages in the queues, as the broker reports them; nothing is removed. */
final class WaitingMessages {

    private static final String UNREAD = "segment.events";

    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(15);

    private static final int MOST_TEXTS = 10_000;

    /** The time for one queue: a command waits 30 s in total. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(8);

    /** A scrape that takes longer is given up by many a collector, with all its other metrics. */
    private static final Duration LONGEST_OF_A_SCRAPE = Duration.ofSeconds(1);

    private final Browsing browsing;
    private final Optional<BrokerService> embedded;
    private final ActiveMqBatchComponent reading;
    private final InHand inHand;
    private final Shards shards;

    /** {@code embedded}: the broker, where it is within this process. */
    WaitingMessages(
            ConnectionFactory connections,
            Optional<BrokerService> embedded,
            ActiveMqBatchComponent reading,
            InHand inHand,
            Shards shards) {
        this.shards = shards;
        this.browsing = new Browsing(connections);
        this.embedded = embedded;
        this.reading = reading;
        this.inHand = inHand;
    }

    /**
     * A message that waits, or is in hand.
     *
     * @param id what to name it by: Segment's id of an event, the broker's of any other message
     * @param queue where it waits
     * @param key what it is parked by
     * @param since when it came
     * @param bytes about how much memory it takes up
     * @param failures how often a route has failed on it unforeseen, since this process took it
     * @param ends at how many abrupt ends it was in hand
     * @param isParked whether it is not to be tried any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Waiting(
            String id,
            String queue,
            String key,
            @Nullable String source,
            @Nullable String type,
            @Nullable String event,
            Instant since,
            int bytes,
            int failures,
            int ends,
            boolean isParked) {

        private Place place() {
            return new Place(
                    "waits in " + queue,
                    since,
                    source,
                    Place.what(type, event),
                    "",
                    isParked
                            ? "It is set aside when its turn comes, and not tried."
                            : (failures > 0 ? "A route has failed on it " + failures + " times. " : "")
                                    + (ends > 0 ? "It was in hand at " + ends + " abrupt ends. " : "")
                                    + "It is read in its turn, or is in hand.",
                    "nothing; if nothing is read, see: delivery status");
        }
    }

    /**
     * The messages of one queue.
     *
     * @param total how many messages it holds, those in hand among them; null where only the broker knows
     * @param hasMore whether the broker has shown more than those that are listed
     * @param messages the oldest
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(String queue, @Nullable Long total, boolean hasMore, List<Waiting> messages) {}

    private List<String> queues() {
        List<String> all = new ArrayList<>(List.of(EventQueue.NAME));
        if (shards.areSeveral()) {
            all.addAll(shards.queues());
        }
        all.add(UNREAD);
        return all;
    }

    /** The oldest of each queue, at most so many of each; shards in which nothing waits are left out. */
    List<Line> oldest(int most) throws JMSException {
        List<Line> lines = new ArrayList<>();
        for (String queue : queues()) {
            List<Waiting> found = new ArrayList<>();
            browsing.browse(
                    queue, null, LONGEST_LOOK, message -> found.add(waiting(queue, message)) && found.size() <= most);
            if (found.size() <= most) {
                addTaken(queue, found);
            }
            if (found.isEmpty() && shards.areSeveral() && shards.queues().contains(queue)) {
                continue;
            }
            boolean hasMore = found.size() > most;
            lines.add(new Line(
                    queue,
                    embedded.map(own -> EmbeddedBroker.depth(own, queue)).orElse(null),
                    hasMore,
                    hasMore ? List.copyOf(found.subList(0, most)) : found));
        }
        return lines;
    }

    /** Artemis does not show what it has sent to a consumer. */
    private void addTaken(String queue, List<Waiting> found) throws JMSException {
        Set<String> keys = found.stream().map(Waiting::key).collect(Collectors.toSet());
        for (Message message : reading.taken(queue)) {
            Waiting waiting = waiting(queue, message);
            if (keys.add(waiting.key())) {
                found.add(waiting);
            }
        }
        found.sort(Comparator.comparing(Waiting::since));
    }

    /** Whether nothing waits in a queue, nor is in hand here of it; false if that is not known. */
    boolean isEmpty(String queue) throws JMSException {
        // Not every broker shows what it has sent; while nothing is taken that is not known here either.
        return !reading.isSuspended(queue)
                && browsing.isEmpty(queue)
                && reading.taken(queue).isEmpty();
    }

    /**
     * How long the oldest event of these queues has waited, in seconds; 0 if none waits, {@code NaN} if the broker does not
     * say it now.
     */
    double oldestSeconds(Collection<String> queues, Clock clock) {
        AtomicLong since = new AtomicLong(clock.millis());
        try {
            browsing.browse(queues, null, LONGEST_OF_A_SCRAPE, message -> {
                since.accumulateAndGet(message.getJMSTimestamp(), Math::min);
                return false;
            });
            return Math.max(0, clock.millis() - since.get()) / 1e3;
        } catch (JMSException e) {
            return Double.NaN;
        }
    }

    /** The message with this id, of Segment's or of the broker's, with its text. */
    Optional<Shown> find(String id) throws JMSException {
        String text = '\'' + id.replace("'", "''") + '\'';
        String selector = SegmentEvent.Header.MESSAGE_ID + " = " + text + " OR JMSMessageID = " + text;
        List<Shown> found = new ArrayList<>();
        for (String queue : queues()) {
            browsing.browse(queue, selector, LONGEST_LOOK, message -> {
                found.add(shown(queue, message));
                return false;
            });
            for (Message message : reading.taken(queue)) {
                if (id.equals(message.getJMSMessageID()) || id.equals(text(message, SegmentEvent.Header.MESSAGE_ID))) {
                    found.add(shown(queue, message));
                }
            }
        }
        return found.isEmpty() ? far(id) : found.stream().findFirst();
    }

    /** Behind what a browser sees, where the store is ours. */
    private Optional<Shown> far(String id) throws JMSException {
        if (embedded.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<ActiveMQMessage> found = EmbeddedBroker.find(
                    embedded.get(),
                    EventQueue.NAME,
                    message -> id.equals(text(message, SegmentEvent.Header.MESSAGE_ID)),
                    LONGEST_SEARCH);
            return found.isEmpty() ? Optional.empty() : Optional.of(shown(EventQueue.NAME, found.get()));
        } catch (JMSException e) {
            throw e;
        } catch (Exception e) {
            throw JMSExceptionSupport.create(e);
        }
    }

    /**
     * Where the event with this id waits. On {@value EventQueue#NAME} it is found at any position; of unread messages
     * the first {@value #MOST_TEXTS} are searched as text.
     */
    List<Place> places(String messageId) throws JMSException {
        List<Place> found = new ArrayList<>();
        find(messageId).ifPresent(shown -> found.add(shown.waiting().place()));
        int[] seen = {0};
        browsing.browse(UNREAD, null, LONGEST_LOOK, message -> {
            if (message instanceof TextMessage text && text.getText().contains('"' + messageId + '"')) {
                found.add(new Place(
                        "waits unread in " + UNREAD,
                        Instant.ofEpochMilli(message.getJMSTimestamp()),
                        null,
                        "",
                        "",
                        "A message names this id.",
                        "nothing: it is read in its turn"));
            }
            return ++seen[0] < MOST_TEXTS;
        });
        return found;
    }

    private Shown shown(String queue, Message message) throws JMSException {
        // A copy: to read a text changes its message, which somebody may be working on.
        return new Shown(
                waiting(queue, message),
                message instanceof ActiveMQTextMessage text && text.copy() instanceof TextMessage copy
                        ? copy.getText()
                        : null);
    }

    /**
     * One message.
     *
     * @param content its text, which may hold personal data; null if it is no text
     */
    record Shown(Waiting waiting, @Nullable String content) {}

    private Waiting waiting(String queue, Message message) throws JMSException {
        String jmsId = message.getJMSMessageID();
        String source = text(message, SegmentEvent.Header.SOURCE);
        String messageId = shards.isOne(queue) ? text(message, SegmentEvent.Header.MESSAGE_ID) : null;
        String key = source == null || messageId == null ? InHand.key(jmsId) : InHand.key(source, messageId);
        Suspect suspect = inHand.suspects().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElse(null);
        return new Waiting(
                messageId == null ? jmsId : messageId,
                queue,
                key,
                source,
                text(message, SegmentEvent.Header.TYPE),
                text(message, SegmentEvent.Header.EVENT),
                Instant.ofEpochMilli(message.getJMSTimestamp()),
                message instanceof org.apache.activemq.command.Message own ? own.getSize() : 0,
                reading.failures().getOrDefault(jmsId, 0),
                suspect == null ? 0 : suspect.ends(),
                suspect != null && suspect.isParked());
    }

    private static @Nullable String text(Message message, String property) throws JMSException {
        return message.getObjectProperty(property) instanceof String text ? text : null;
    }
}
