package org.extoledestination.delivery.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while an event that waits aside is tried: the lease of the dead process holds up nobody. */
@Tag("slow")
class HeldKillTest {

    @Test
    void whoWasTriedWhenTheProcessWasKilledIsTriedAgainAtTheStart(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application =
                        new ApplicationProcess(sandbox.uri(), folder, "delivery.hold-after=300ms")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
            assertThat(Http.post(
                                    application.ingest("/v1/track"),
                                    Application.WRITE_KEY,
                                    "{\"userId\": \"u-held\", \"messageId\": \"poison\", \"event\": \"Poison\"}")
                            .statusCode())
                    .isEqualTo(200);
            await().until(() -> !nextAttempt(application).equals(Instant.MAX));
            delivery(application, "pause");
            extole.mend();
            extole.fault("{\"match\": \"Poison\", \"next\": 1, \"delayMillis\": 25000}");
            delivery(application, "resume");
            // It has struck: the attempt is under way.
            await().until(() ->
                    Http.json(sandbox.uri().resolve("/__sandbox/faults")).isEmpty());

            application.kill();
            extole.mend();
            application.startAgain();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> extole.eachEvents("/data/segment_message_id").contains("poison"));
        }
    }

    private static void delivery(ApplicationProcess application, String what) {
        assertThat(Http.post(application.management("/actuator/delivery/" + what), "", "{\"reason\": \"test\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    /** When the first of those who wait aside is tried next; never if none waits. */
    private static Instant nextAttempt(ApplicationProcess application) {
        String held =
                Http.get(application.management("/actuator/delivery/held")).body();
        String next = Http.json(held).at("/firsts/0/nextAttempt").asText();
        return next.isEmpty() ? Instant.MAX : Instant.parse(next);
    }
}
