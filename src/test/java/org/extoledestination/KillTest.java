package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} under load, five times: whatever was answered with 200 reaches Extole. */
@Tag("slow")
class KillTest {

    private static final Logger log = LoggerFactory.getLogger(KillTest.class);
    private static final int KILLS = 5;
    private static final int REPEATS = 128;
    private static final int SINGLE_SENDERS = 6;
    private static final int BATCH_SENDERS = 2;
    private static final int BATCH = 20;

    private final Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());
    private final AtomicBoolean sending = new AtomicBoolean();

    @Test
    void everyAcknowledgedEventIsDeliveredAndOnlyWhatWasUnderWayIsRepeated(@TempDir Path folder) throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application =
                        new ApplicationProcess(sandbox.uri(), folder, "delivery.parallel-requests=32")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            for (int kill = 1; kill <= KILLS; kill++) {
                loadUntilKilled(application, kill);
                application.startAgain();
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> delivered(extole).keySet().containsAll(acknowledged));
            Map<String, List<Integer>> delivered = delivered(extole);
            long repeated = delivered.values().stream()
                    .mapToLong(times -> times.size() - 1L)
                    .sum();
            log.info(
                    "Killed {} times: acknowledged {}, delivered {}, lost 0, repeated {}",
                    KILLS,
                    acknowledged.size(),
                    delivered.size(),
                    repeated);
            assertThat(acknowledged).hasSizeGreaterThan(500);
            assertThat(repeated).isLessThanOrEqualTo((long) KILLS * REPEATS);
            assertThat(Http.json(application.management("/actuator/deadletters"))
                            .path("total")
                            .asInt())
                    .isZero();
        }
    }

    private void loadUntilKilled(ApplicationProcess application, int round) throws InterruptedException {
        int enough = acknowledged.size() + 300;
        sending.set(true);
        ExecutorService senders = Executors.newCachedThreadPool();
        IntStream.range(0, SINGLE_SENDERS).forEach(i -> senders.execute(() -> send(application, round + "-" + i, 1)));
        IntStream.range(0, BATCH_SENDERS)
                .forEach(i -> senders.execute(() -> send(application, round + "-b" + i, BATCH)));
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= enough);

        application.kill();

        sending.set(false);
        senders.shutdown();
        assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Sends until told to stop, and remembers what was answered with 200. */
    private void send(ApplicationProcess application, String sender, int size) {
        for (int request = 0; sending.get(); request++) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                ids.add(sender + "-" + request + "-" + i);
            }
            if (isAccepted(application, sender, ids)) {
                acknowledged.addAll(ids);
            }
        }
    }

    private static boolean isAccepted(ApplicationProcess application, String sender, List<String> ids) {
        String batch = ids.stream()
                .map(id -> """
                        {"type": "track", "userId": "u-%s", "messageId": "%s", "event": "Step"}""".formatted(sender, id))
                .collect(Collectors.joining(",", "{\"batch\": [", "]}"));
        try {
            HttpResponse<String> answer = Http.post(application.ingest("/v1/batch"), Application.WRITE_KEY, batch);
            return answer.statusCode() == 200;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    /** Where in Extole's order each id arrived. */
    private static Map<String, List<Integer>> delivered(SandboxView extole) {
        Map<String, List<Integer>> places = new HashMap<>();
        int place = 0;
        for (JsonNode event : extole.events()) {
            places.computeIfAbsent(event.at("/data/segment_message_id").asText(), id -> new ArrayList<>())
                    .add(place++);
        }
        return places;
    }
}
