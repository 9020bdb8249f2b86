package org.extoledestination.platform.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.impl.DefaultCamelContext;
import org.extoledestination.platform.alert.AlertSource.Cause;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.Meters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for a receiver, and how much of it. */
class AlertsWaitingTest {

    private static final String SECRET = "a text as secret";
    private static final Cause CAUSE = new Cause("a reason", null, "an action");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Optional<Cause>> state = new AtomicReference<>(Optional.empty());
    private Receiver receiver;
    private Alerts alerts;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver(0, SECRET.getBytes(StandardCharsets.UTF_8));
        camel.start();
        alerts = new Alerts(
                new Webhook(new WebhookSettings(receiver.url(), SECRET), camel.createProducerTemplate()),
                new AlertSettings(Duration.ZERO, Duration.ofDays(1)),
                () -> List.of(new AlertSource("it.began", "it.ended", "a-heading", 1, state::get)),
                new ObjectMapper(),
                Clock.systemUTC(),
                new Meters(registry),
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(20)));
        alerts.begin();
    }

    @AfterEach
    void stop() {
        alerts.close();
        receiver.close();
        camel.stop();
    }

    @Test
    void moreThanAHundredLoseTheOldest() {
        receiver.hang();
        alerts.tell("first", "under way", "a-heading", CAUSE);
        for (int i = 0; i < AlertDelivery.MOST_WAITING + 20; i++) {
            alerts.tell("letter", "kind " + i, "a-heading", new Cause("kind " + i, null, "an action"));
        }
        receiver.release();

        await().until(() -> count("sent") >= AlertDelivery.MOST_WAITING);
        assertThat(count("dropped")).isEqualTo(21);
        assertThat(receiver.taken("letter")).hasSize(AlertDelivery.MOST_WAITING).allMatch(Receiver.Call::isSigned);
    }

    @Test
    void whatRepeatsWhileItWaitsIsToldOnce() {
        receiver.fail(3);
        receiver.hang();
        for (int i = 0; i < 50; i++) {
            alerts.tell("letter", "one kind", "a-heading", CAUSE);
        }
        receiver.release();

        await().until(() -> count("sent") == 1);
        alerts.tell("last", "", "a-heading", CAUSE);
        await().until(() -> !receiver.taken("last").isEmpty());
        assertThat(receiver.taken("letter")).hasSize(1);
        // Camel's client, as it is without ours, tries a 503 again by itself.
        assertThat(receiver.calls()).filteredOn(call -> call.answer() == 503).hasSize(3);
        assertThat(count("failed")).isPositive();
    }

    @Test
    void aStateIsToldOnceUntilItEnds() {
        state.set(Optional.of(CAUSE));
        await().until(() -> receiver.taken("it.began").size() == 1);
        state.set(Optional.of(new Cause("another reason", null, "an action")));
        await().pollDelay(Duration.ofSeconds(2))
                .until(() -> receiver.taken("it.began").size() == 1);
        state.set(Optional.empty());

        await().until(() -> receiver.taken("it.ended").size() == 1);
        assertThat(receiver.calls()).hasSize(2);
    }

    private double count(String outcome) {
        Counter counter = registry.find("extole.destination.alert")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
