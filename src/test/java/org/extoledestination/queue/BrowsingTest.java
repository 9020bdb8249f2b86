package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that takes connections and says nothing, as one that hangs does, and one that is not there. */
class BrowsingTest {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:%d", "failover:(tcp://127.0.0.1:%d)"})
    void whoSaysNothingIsNotWaitedForAndLeavesNoThread(String url) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            endsInTime(url.formatted(silent.getLocalPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failover:(tcp://127.0.0.1:1)", "failover:(tcp://127.0.0.1:1)?maxReconnectDelay=100"})
    void whoIsAwayIsNotWaitedForWithoutEnd(String url) {
        endsInTime(url);
    }

    private static void endsInTime(String url) {
        Browsing browsing = new Browsing(new ActiveMQConnectionFactory(url));
        Instant before = Instant.now();

        assertThatThrownBy(() -> browsing.browse("q", null, LONGEST, message -> true))
                .isInstanceOf(JMSException.class)
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessage("The broker does not answer within 1 s. Mend it and try again.");
        assertThat(Duration.between(before, Instant.now())).isLessThan(LONGEST.multipliedBy(3));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("queue-browser")));
    }
}
