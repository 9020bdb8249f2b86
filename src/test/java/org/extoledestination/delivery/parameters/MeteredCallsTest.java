package org.extoledestination.delivery.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxChange;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extole's limit of calls a minute, kept by ourselves; and the setting by which nothing is called at all. */
@Tag("slow")
class MeteredCallsTest {

    @TempDir
    private Path dataDir;

    @Test
    void noMoreCallsGoOutInAMinuteThanAreSetAndEventsAreNotCounted() {
        try (Sandbox sandbox = Sandbox.start(SandboxChange.with("publicTraits", false));
                Application application = launch(sandbox, "write", 12)) {
            SandboxView extole = new SandboxView(sandbox.uri());
            IntStream.range(0, 30).forEach(i -> identify(application, i));

            await().until(() -> extole.events().size() == 30);
            await().until(() -> calls(extole).size() == 12);
            Instant past = Instant.now().plus(Duration.ofSeconds(5));
            await().until(() -> Instant.now().isAfter(past));

            assertThat(calls(extole)).hasSize(12);
            assertThat(waiting(application)).isBetween(26L, 27L);
            assertThat(application.health("delivery").path("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void asItIsShippedTraitsGoOutWithTheEventAlone() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = launch(sandbox, "send", 90)) {
            SandboxView extole = new SandboxView(sandbox.uri());

            identify(application, 1);

            await().until(() -> extole.persons().stream()
                    .anyMatch(each -> each.at("/parameters/plan/value").asText().equals("gold")));
            assertThat(waiting(application)).isZero();
            assertThat(calls(extole)).isEmpty();
        }
    }

    private Application launch(Sandbox sandbox, String mode, int calls) {
        return Application.start(
                sandbox.uri(),
                dataDir,
                "mapping.public-parameters=" + mode,
                "delivery.metered-calls-per-minute=" + calls);
    }

    private static void identify(Application application, int number) {
        application.post("/v1/identify", """
                {"userId": "u-%d", "traits": {"email": "u-%d@example.com", "plan": "gold"}}""".formatted(number, number));
    }

    private static List<JsonNode> calls(SandboxView extole) {
        return extole.requests().stream()
                .filter(request -> request.path("path").asText().startsWith("/v5/"))
                .toList();
    }

    private static long waiting(Application application) {
        return Http.json(application.management("/actuator/parameters"))
                .path("waiting")
                .asLong();
    }
}
