package org.extoledestination.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.Suspect;
import org.jspecify.annotations.Nullable;

/** What waits in the queues, as the broker tells it; nothing is taken out. */
final class WaitingMessages {

    private static final List<String> QUEUES = List.of(EventQueue.NAME, "segment.events");

    /** So many whole messages are in memory while one looks. */
    private static final String FEW_AHEAD = "?consumer.prefetchSize=10";

    private final ConnectionFactory connections;
    private final Function<String, Optional<Long>> totals;
    private final ActiveMqBatchComponent reading;
    private final InHand inHand;

    /** {@code totals}: how many messages a queue holds, where that is known. */
    WaitingMessages(
            ConnectionFactory connections,
            Function<String, Optional<Long>> totals,
            ActiveMqBatchComponent reading,
            InHand inHand) {
        this.connections = connections;
        this.totals = totals;
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
            boolean isParked) {}

    /**
     * What waits in one queue.
     *
     * @param total how many messages it holds, those in hand among them; null where only the broker knows
     * @param hasMore whether the broker has shown more than those that are listed
     * @param messages the oldest
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(String queue, @Nullable Long total, boolean hasMore, List<Waiting> messages) {}

    /** The oldest of each queue, at most so many of each. */
    List<Line> oldest(int most) throws JMSException {
        List<Line> lines = new ArrayList<>();
        for (String queue : QUEUES) {
            List<Waiting> found = new ArrayList<>();
            browse(queue, null, message -> found.add(waiting(queue, message)) && found.size() <= most);
            if (found.size() <= most) {
                addTaken(queue, found);
            }
            boolean hasMore = found.size() > most;
            lines.add(new Line(
                    queue,
                    totals.apply(queue).orElse(null),
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

    /** The message with this id, of Segment's or of the broker's, with its text. */
    Optional<Shown> find(String id) throws JMSException {
        String text = '\'' + id.replace("'", "''") + '\'';
        String selector = SegmentEvent.Header.MESSAGE_ID + " = " + text + " OR JMSMessageID = " + text;
        List<Shown> found = new ArrayList<>();
        for (String queue : QUEUES) {
            browse(queue, selector, message -> {
                found.add(shown(queue, message));
                return false;
            });
            for (Message message : reading.taken(queue)) {
                if (id.equals(message.getJMSMessageID()) || id.equals(text(message, SegmentEvent.Header.MESSAGE_ID))) {
                    found.add(shown(queue, message));
                }
            }
        }
        return found.stream().findFirst();
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

    private interface Visitor {
        /** Whether to go on. */
        boolean visit(Message message) throws JMSException;
    }

    private void browse(String queue, @Nullable String selector, Visitor visitor) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(queue + FEW_AHEAD), selector)) {
                Enumeration<?> messages = browser.getEnumeration();
                boolean goesOn = true;
                while (goesOn && messages.hasMoreElements()) {
                    goesOn = messages.nextElement() instanceof Message message && visitor.visit(message);
                }
            }
        }
    }

    private Waiting waiting(String queue, Message message) throws JMSException {
        String jmsId = message.getJMSMessageID();
        String source = text(message, SegmentEvent.Header.SOURCE);
        String messageId = queue.equals(EventQueue.NAME) ? text(message, SegmentEvent.Header.MESSAGE_ID) : null;
        String key = source == null || messageId == null ? InHand.key(jmsId) : InHand.key(source, messageId);
        Map<String, Suspect> suspects =
                inHand.suspects().stream().collect(Collectors.toMap(Suspect::key, each -> each));
        Suspect suspect = suspects.get(key);
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
