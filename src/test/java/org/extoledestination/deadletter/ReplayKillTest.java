package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

/** {@code kill -9} in the middle of a replay: none is lost, and only what was under way is repeated. */
@Tag("slow")
class ReplayKillTest {

    private static final int PEOPLE = 10;
    private static final int EACH = 20;
    private static final int LETTERS = PEOPLE * EACH;
    private static final int KILLS = 2;
    private static final int CONSUMERS = 32;
    private static final JsonNode NONE = Http.json("""
            {"total": 0, "by": "state", "groups": []}""");

    @Test
    void everyLetterIsDeliveredInTheOrderOfItsPersonAndTheTableIsEmptyAfterwards(@TempDir Path folder)
            throws Exception {
        Path mappings = Letters.brokenMappings(folder.resolve("mappings"));
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application =
                        new ApplicationProcess(sandbox.uri(), folder, "mapping.folder=" + mappings)) {
            SandboxView extole = new SandboxView(sandbox.uri());
            Letters letters = new Letters(application::management);
            send(application);
            await().atMost(Duration.ofSeconds(60)).until(() -> letters.total("") == LETTERS);
            // An event that the queue still has is delivered after the start by itself, before the letters that are
            // asked for.
            await().until(() -> queueIsEmpty(application));
            application.kill();
            Letters.mend(mappings);
            application.startAgain();

            assertThat(letters.replay("", "all", "true", "rate", "50")).isEqualTo(LETTERS);
            for (int kill = 1; kill <= KILLS; kill++) {
                int enough = delivered(extole).size() + 20;
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> delivered(extole).size() >= enough);
                application.kill();
                application.startAgain();
            }

            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(letters.get("/count?by=state"))
                            .as(() -> "letters left after " + delivered(extole).size() + " deliveries; health: "
                                    + Http.get(application.management("/actuator/health"))
                                            .body())
                            .isEqualTo(NONE));
            List<String> delivered = delivered(extole);
            assertThat(new LinkedHashSet<>(delivered)).hasSize(LETTERS);
            assertThat(delivered.size() - LETTERS).isLessThanOrEqualTo(KILLS * CONSUMERS);
            for (int person = 0; person < PEOPLE; person++) {
                String prefix = "p" + person + '-';
                assertThat(new LinkedHashSet<>(delivered.stream()
                                .filter(id -> id.startsWith(prefix))
                                .toList()))
                        .containsExactlyElementsOf(IntStream.range(0, EACH)
                                .mapToObj(i -> prefix + i)
                                .toList());
            }
        }
    }

    private static boolean queueIsEmpty(ApplicationProcess application) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("extole_destination_queue_depth{") && line.endsWith(" 0.0"));
    }

    private static void send(ApplicationProcess application) {
        for (int i = 0; i < EACH; i++) {
            List<String> batch = new ArrayList<>();
            for (int person = 0; person < PEOPLE; person++) {
                batch.add("""
                        {"type": "track", "userId": "p%d", "messageId": "p%d-%d", "event": "Step"}""".formatted(person, person, i));
            }
            assertThat(Http.post(
                                    application.ingest("/v1/batch"),
                                    Application.WRITE_KEY,
                                    batch.stream().collect(Collectors.joining(",", "{\"batch\": [", "]}")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static List<String> delivered(SandboxView extole) {
        return extole.eachEvents("/data/segment_message_id");
    }
}
