package org.extoledestination.bench;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;

/** One producer to {@code segment.events}: persistent texts of one event each, some to a transaction. */
final class JmsLoad {

    private static final String QUEUE = "segment.events";

    private final Load.Order order;
    private final int[] next;
    private final InFlight inFlight;
    private long sent;
    private long accepted;
    private int turn;

    JmsLoad(Load.Order order, int[] next, InFlight inFlight) {
        this.order = order;
        this.next = next;
        this.inFlight = inFlight;
        this.sent = Arrays.stream(next).asLongStream().sum();
    }

    Map<String, Object> run() throws JMSException, InterruptedException {
        long started = System.nanoTime();
        try (Connection connection = new ActiveMQConnectionFactory(order.broker()).createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            while (isDue(started)) {
                if (inFlight.hasRoom(sent, order.batch())) {
                    send(session, producer);
                } else {
                    Thread.sleep(1);
                }
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("events", accepted);
        result.put("seconds", (System.nanoTime() - started) / 1e9);
        return result;
    }

    private boolean isDue(long started) {
        return order.events() > 0 ? accepted < order.events() : System.nanoTime() - started < order.seconds() * 1e9;
    }

    private void send(Session session, MessageProducer producer) throws JMSException {
        for (int at = 0; at < order.batch(); at++) {
            int person = turn++ % next.length;
            int number = next[person]++;
            Events.Template template = Events.of(order.kind(), number);
            byte[] body = new byte[template.length()];
            template.write(body, 0, person, number);
            producer.send(session.createTextMessage(new String(body, StandardCharsets.US_ASCII)));
        }
        session.commit();
        sent += order.batch();
        accepted += order.batch();
    }
}
