package org.extoledestination.refused;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.refused.RefusedRows.Choice;
import org.extoledestination.refused.RefusedRows.Full;
import org.extoledestination.refused.RefusedRows.Size;
import org.extoledestination.telemetry.FaultPlace;
import org.extoledestination.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** What is done about refused messages in the background. */
final class RefusedUpkeep {

    private static final Logger log = LoggerFactory.getLogger(RefusedUpkeep.class);
    private static final int AT_ONCE = 100;
    private static final long BYTES_AT_ONCE = 8L << 20;
    /** So many whole messages are in memory before they are asked for. */
    private static final String FEW_AHEAD = "?consumer.prefetchSize=10";

    private static final int SOON_MILLIS = 1_000;

    private final RefusedMessages messages;
    private final RefusedRows rows;
    private final RefusedSettings settings;
    private final ConnectionFactory connections;
    private final CamelContext context;
    private final Clock clock;
    private final Meters meters;

    RefusedUpkeep(
            RefusedMessages messages,
            RefusedRows rows,
            RefusedSettings settings,
            ConnectionFactory connections,
            CamelContext context,
            Clock clock,
            Meters meters) {
        this.messages = messages;
        this.rows = rows;
        this.settings = settings;
        this.connections = connections;
        this.context = context;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void everyMinute() {
        messages.summarize();
        try {
            bound();
        } catch (DataAccessException | TransactionException e) {
            log.debug("The database is away; old refused messages stay for a while: {}", FaultPlace.of(e));
        }
    }

    private void bound() {
        int forgotten =
                settings.keep().isZero() ? 0 : rows.removeOld(clock.instant().minus(settings.keep()));
        for (Size size = rows.size(); isTooMuch(size); size = rows.size()) {
            int removed = rows.remove(Choice.upTo(beyond(size)));
            if (removed == 0) {
                break;
            }
            forgotten += removed;
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
        return (settings.most() > 0 && size.messages() > settings.most())
                || (settings.mostSize().toBytes() > 0
                        && size.bytes() > settings.mostSize().toBytes());
    }

    /** The number up to which the oldest are too many or too large together; not all at once. */
    private long beyond(Size size) {
        long last = 0;
        Size left = size;
        for (RefusedMessage oldest : rows.oldest()) {
            if (!isTooMuch(left)) {
                break;
            }
            last = oldest.id();
            left = new Size(left.messages() - 1, left.bytes() - oldest.bytes());
        }
        return last;
    }

    /** What an older release, or a route, has laid on the queue to stay: there it would keep the broker's journal. */
    @Scheduled(initialDelayString = "PT2S", fixedDelayString = "PT10M")
    void takeOver() {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(
                        session.createQueue(RefusedMessages.COPIES + FEW_AHEAD), "JMSDeliveryMode = 'PERSISTENT'")) {
            connection.start();
            int moved = takeOver(session, consumer);
            if (moved > 0) {
                log.info(
                        "{} messages were moved from {} into the table of refused messages",
                        moved,
                        RefusedMessages.COPIES);
            }
        } catch (JMSException | DataAccessException | TransactionException e) {
            log.warn(
                    "Persistent messages on {} stay there for now, and keep the broker's journal ({}). They are tried again"
                            + " in ten minutes",
                    RefusedMessages.COPIES,
                    FaultPlace.of(e));
        }
    }

    private int takeOver(Session session, MessageConsumer consumer) throws JMSException {
        int moved = 0;
        List<Full> some = new ArrayList<>();
        long bytes = 0;
        for (Message next = consumer.receive(SOON_MILLIS); next != null; next = consumer.receive(SOON_MILLIS)) {
            some.add(row(next));
            bytes += some.get(some.size() - 1).message().bytes();
            if (some.size() == AT_ONCE || bytes > BYTES_AT_ONCE) {
                moved += keep(some, session);
                bytes = 0;
            }
        }
        return moved + keep(some, session);
    }

    private int keep(List<Full> some, Session session) throws JMSException {
        int size = some.size();
        messages.keep(some);
        session.commit();
        some.clear();
        return size;
    }

    private Full row(Message message) throws JMSException {
        Exchange exchange = new DefaultExchange(context);
        MessageBinding.bind(message, exchange);
        return messages.ofCopy(exchange.getMessage());
    }
}
