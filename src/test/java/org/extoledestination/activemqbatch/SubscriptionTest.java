package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker sends ahead: bounded by bytes, not by number alone. */
class SubscriptionTest {

    private static final String QUEUE = "work?consumer.prefetchSize=2000";
    private static final int LARGE = 100_000;
    private static final int ROOM = 10;
    /** Messages of {@link #LARGE} that may arrive before the broker has confirmed the consumer. */
    private static final int FIRST = 20;

    private Rig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failover"})
    void largeMessagesWaitAtTheBrokerUntilThereIsRoomAndComeInOrder(String scheme) throws Exception {
        String[] messages = messages(200, LARGE);
        rig.send(messages);
        try (Subscription subscription = open(rig.connections(scheme), (long) ROOM * LARGE)) {
            await().until(() -> subscription.messagesAhead() >= ROOM / 2);
            await().during(Duration.ofSeconds(1)).until(() -> subscription.messagesAhead() <= ROOM + FIRST);

            List<String> read = new ArrayList<>();
            for (int i = 0; i < messages.length; i++) {
                read.add(text(
                        Objects.requireNonNull(subscription.receive(10_000)).message()));
                assertThat(subscription.messagesAhead()).isLessThanOrEqualTo(ROOM + (i < FIRST ? FIRST : 1));
            }

            assertThat(read).containsExactly(messages);
            assertThat(subscription.fault()).isNull();
        }
    }

    @Test
    void smallMessagesAreSentAheadByNumber() throws Exception {
        rig.send(messages(150, 100));
        try (Subscription subscription = open(rig.connections(""), 10_000_000)) {
            await().until(() -> subscription.messagesAhead() == 150);
        }
    }

    /** The client throws them away without a word: they must not fill the room for ever. */
    @Test
    void messagesThatAreTooOldTakeUpNoRoom() throws Exception {
        rig.send(1_000, messages(100, LARGE));
        try (Subscription subscription = open(rig.connections(""), (long) ROOM * LARGE)) {
            await().until(() -> subscription.messagesAhead() >= ROOM / 2);
            await().during(Duration.ofMillis(1_200)).until(() -> true);
            String[] fresh = messages(50, LARGE);
            rig.send(fresh);

            List<String> read = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                Subscription.Received next = subscription.receive(200);
                return next != null && read.add(text(next.message())) && read.size() == fresh.length;
            });

            assertThat(read).containsExactly(fresh);
        }
    }

    @Test
    void aStopAndTheEndOfTheBrokerWaitForNoRoom() throws Exception {
        rig.send(messages(200, LARGE));
        Subscription stopped = open(rig.connections(""), LARGE);
        await().until(() -> stopped.messagesAhead() >= 1);
        long begin = System.nanoTime();

        stopped.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        try (Subscription left = open(rig.connections(""), LARGE)) {
            await().until(() -> left.messagesAhead() >= 1);
            rig.stopBroker();
            // Read on, as the reader does: what is there still comes, then the end shows.
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try {
                    left.receive(50);
                    return left.fault() != null;
                } catch (JMSException e) {
                    return true;
                }
            });
        }
    }

    private static Subscription open(ConnectionFactory connections, long mostAhead) throws JMSException {
        Subscription subscription = Subscription.open(connections, mostAhead);
        subscription.read("work", QUEUE, null);
        return subscription;
    }

    private static String[] messages(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> "p:" + i + "x".repeat(length))
                .toArray(String[]::new);
    }

    private static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }
}
