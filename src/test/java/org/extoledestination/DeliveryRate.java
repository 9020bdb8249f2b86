package org.extoledestination;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Not a test: how many events a second come in as batches and are delivered, with the sandbox in the same process. The
 * time is from the first request to the last delivery.
 *
 * <p>Arguments: milliseconds that the sandbox takes for an answer, events a round, rounds; the first rounds warm up. More
 * settings follow as {@code key=value}.
 */
public final class DeliveryRate {

    private static final Logger log = LoggerFactory.getLogger(DeliveryRate.class);
    private static final int BATCH = 200;
    private static final int PEOPLE = 2_000;

    private DeliveryRate() {}

    public static void main(String[] args) throws Exception {
        int latency = Integer.parseInt(args[0]);
        int events = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        String[] settings = java.util.Arrays.copyOfRange(args, 3, args.length);
        Path folder = Files.createTempDirectory("delivery-rate");
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder, settings)) {
            if (latency > 0) {
                new SandboxView(sandbox.uri()).fault("{\"delayMillis\": " + latency + "}");
            }
            for (int round = 1; round <= rounds; round++) {
                double rate = round(application, events);
                log.info("latency {} ms, round {}: {} events, {}/s", latency, round, events, Math.round(rate));
            }
        }
    }

    private static double round(Application application, int events) {
        double before = delivered(application);
        long start = System.nanoTime();
        for (int sent = 0; sent < events; sent += BATCH) {
            application.post("/v1/batch", batch(sent));
        }
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> delivered(application) - before >= events);
        return events * 1e9 / (System.nanoTime() - start);
    }

    private static String batch(int from) {
        return IntStream.range(from, from + BATCH)
                .mapToObj(i -> """
                        {"type": "track", "userId": "u-%d", "messageId": "%s", "event": "Step", "properties":
                         {"index": %d, "text": "%s"}}""".formatted(i * 7919 % PEOPLE, UUID.randomUUID(), i, "x".repeat(500)))
                .collect(Collectors.joining(",", "{\"batch\": [", "]}"));
    }

    private static double delivered(Application application) {
        return application
                .bean(MeterRegistry.class)
                .find("extole.destination.delivery")
                .tag("outcome", "delivered")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
