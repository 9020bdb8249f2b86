package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances, each with a queue of its own, and one PostgreSQL. */
@Tag("slow")
class TwoInstancesTest {

    @TempDir
    private Path folder;

    @Test
    void whatOneInstanceHasToldTheOtherDoesNotTellAgain() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgres"))
                        .start();
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application one = launch("one", sandbox, postgres);
                Application other = launch("other", sandbox, postgres)) {
            SandboxView extole = new SandboxView(sandbox.uri());

            identify(one, "e-1", 10, "true");
            await().until(() -> told(extole).contains("e-1") && isDone(one));
            identify(other, "e-2", 20, "true");
            identify(other, "e-3", 15, "false");
            identify(other, "e-4", 30, "false");
            await().until(() -> told(extole).contains("e-4") && isDone(other));
            identify(one, "e-5", 25, "true");
            identify(one, "e-6", 40, "true");
            await().until(() -> told(extole).contains("e-6"));

            assertThat(told(extole)).containsExactly("e-1", "e-4", "e-6");

            Http.post(one.ingest("/segment"), Application.SUBSCRIPTION_KEY, """
                    {"type": "delete", "userId": "u-1", "email": "ada@example.com"}""");
            await().until(() -> !extole.erasures().isEmpty());
            await().untilAsserted(() -> {
                identify(other, "again-" + System.nanoTime(), Instant.now(), "true");
                assertThat(told(extole)).hasSizeGreaterThan(3);
            });
        }
    }

    private Application launch(String name, Sandbox sandbox, EmbeddedPostgres postgres) {
        return Application.start(
                sandbox.uri(),
                folder.resolve(name),
                "spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.username=postgres",
                "spring.datasource.password=postgres");
    }

    private static void identify(Application instance, String messageId, int second, String value) {
        identify(instance, messageId, Instant.parse("2026-11-23T10:00:00Z").plusSeconds(second), value);
    }

    private static void identify(Application instance, String messageId, Instant time, String value) {
        instance.post("/v1/identify", """
                {"userId": "u-1", "messageId": "%s", "timestamp": "%s",
                 "traits": {"vip": %s, "email": "ada@example.com"},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
                """.formatted(messageId, time, value));
    }

    /** What was told is written down when the events are acknowledged, which is after Extole shows them. */
    private static boolean isDone(Application instance) {
        return Http.get(instance.management("/actuator/prometheus"))
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("extole_destination_queue_taken") && line.endsWith(" 0.0"));
    }

    private static List<String> told(SandboxView extole) {
        return extole.eachEvents("/data/segment_message_id");
    }
}
