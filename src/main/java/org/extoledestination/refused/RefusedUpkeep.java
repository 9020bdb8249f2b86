package org.extoledestination.refused;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.refused.RefusedRows.Size;
import org.extoledestination.telemetry.FaultPlace;
import org.extoledestination.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** What is done about refused messages in the background. */
final class RefusedUpkeep {

    private static final Logger log = LoggerFactory.getLogger(RefusedUpkeep.class);
    private static final String INPUT = "segment.events";
    private static final int AT_ONCE = 100;
    private static final int SOON_MILLIS = 1_000;

    private final RefusedMessages messages;
    private final RefusedRows rows;
    private final RefusedSettings settings;
    private final ConnectionFactory connections;
    private final Clock clock;
    private final Meters meters;
    private boolean isMoved;

    RefusedUpkeep(
            RefusedMessages messages,
            RefusedRows rows,
            RefusedSettings settings,
            ConnectionFactory connections,
            Clock clock,
            Meters meters) {
        this.messages = messages;
        this.rows = rows;
        this.settings = settings;
        this.connections = connections;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void everyMinute() {
        messages.summarize();
        try {
            bound();
        } catch (DataAccessException e) {
            log.debug("The database is away; old refused messages stay for a while: {}", FaultPlace.of(e));
        }
    }

    private void bound() {
        int forgotten =
                settings.keep().isZero() ? 0 : rows.removeOld(clock.instant().minus(settings.keep()));
        for (Size size = rows.size(); isTooMuch(size); size = rows.size()) {
            List<Long> oldest = rows.ids(0, Long.MAX_VALUE);
            long beyond = Math.max(1, Math.min(AT_ONCE, size.messages() - settings.most()));
            forgotten += rows.remove(oldest.subList(0, (int) Math.min(oldest.size(), beyond)));
        }
        if (forgotten > 0) {
            meters.count("refused.decision", "forgotten", forgotten);
            log.warn(
                    "{} refused messages are gone for good: they were too old, too many or too large together"
                            + " (refused.keep, refused.most, refused.most-size)",
                    forgotten);
        }
    }

    private boolean isTooMuch(Size size) {
        return size.messages() > settings.most()
                || size.bytes() > settings.mostSize().toBytes();
    }

    /** What an older release, or a route, has laid on the queue to stay: there it would keep the broker's journal. */
    @Scheduled(initialDelayString = "PT2S", fixedDelayString = "PT10S")
    void takeOver() {
        if (isMoved) {
            return;
        }
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(
                        session.createQueue(RefusedMessages.COPIES), "JMSDeliveryMode = 'PERSISTENT'")) {
            connection.start();
            int moved = takeOver(session, consumer);
            isMoved = true;
            if (moved > 0) {
                log.info(
                        "{} messages were moved from {} into the table of refused messages",
                        moved,
                        RefusedMessages.COPIES);
            }
        } catch (JMSException | DataAccessException e) {
            log.debug("Refused messages of an older release stay on their queue for a while: {}", FaultPlace.of(e));
        }
    }

    private int takeOver(Session session, MessageConsumer consumer) throws JMSException {
        int moved = 0;
        for (Message next = consumer.receive(SOON_MILLIS); next != null; next = consumer.receive(SOON_MILLIS)) {
            keep(next);
            if (++moved % AT_ONCE == 0) {
                rows.sync();
                session.commit();
            }
        }
        rows.sync();
        session.commit();
        return moved;
    }

    private void keep(Message message) throws JMSException {
        Object content = MessageBinding.content(message);
        boolean isOther = content instanceof byte[] && !(message instanceof BytesMessage);
        messages.keep(
                new Refused(
                        isOther ? null : content,
                        0,
                        property(message, RefusedMessages.REASON, "failed: no reason is known")),
                property(message, RefusedMessages.FROM, INPUT),
                property(message, RefusedMessages.MESSAGE_ID, message.getJMSMessageID()),
                Map.of(),
                isOther ? (byte[]) content : new byte[0]);
    }

    private static String property(Message message, String name, String otherwise) throws JMSException {
        return Optional.ofNullable(message.getStringProperty(name)).orElse(otherwise);
    }
}
