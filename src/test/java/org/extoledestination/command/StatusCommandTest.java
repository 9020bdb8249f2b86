package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.LongNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class StatusCommandTest {

    @Test
    void oneScreenTellsWhatWasKeptFromWhatWasRefused(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault("""
                    {"match": "Refused", "status": 400, "code": "invalid_event"}""");
            try (Application application = Application.start(sandbox.uri(), folder)) {
                application.post("/v1/track", """
                        {"userId": "u-1", "messageId": "m-1", "event": "Step"}""");
                application.post("/v1/track", """
                        {"userId": "u-2", "messageId": "m-2", "event": "Refused"}""");
                application.post("/v1/track", """
                        {"userId": "u-3", "messageId": "m-3"}""");

                await().untilAsserted(() -> assertThat(status(application))
                        .contains("in         2 kept since the start")
                        .contains("refused    1 at the door since the start: event_not_defined 1")
                        .contains("waiting    0 in the queue")
                        .contains("aside      0")
                        .contains("delivery   running")
                        .contains("delivered  1 since the start; 0 repeats were not sent")
                        .containsPattern(
                                "calls      2 since the start: (2xx 1, 4xx 1|4xx 1, 2xx 1); \\d+ ms on average")
                        .contains("letters    1: refused 1")
                        .contains("disk ", "version ", "health     UP"));

                extole.fault("{\"match\": \"Step\", \"status\": 401, \"code\": \"unauthorized\"}");
                application.post("/v1/track", """
                        {"userId": "u-1", "messageId": "m-4", "event": "Step"}""");

                await().untilAsserted(() -> assertThat(status(application))
                        .contains(
                                "waiting    1 in the queue, the oldest since 20",
                                "delivery   paused: async-event since"));
                assertThat(metrics(application))
                        .containsPattern("extole_destination_queue_oldest_seconds\\{.*} [0-9.]+")
                        .containsPattern("extole_destination_delivery_call_paused\\{.*call=\"async-event\".*} 1.0")
                        .containsPattern("extole_destination_delivery_call_paused\\{.*call=\"erasure\".*} 0.0")
                        .containsPattern("extole_destination_calls_seconds_count\\{.*status=\"2xx\".*} 1");
            }
        }
    }

    private static String metrics(Application application) {
        return org.extoledestination.support.Http.get(application.management("/actuator/prometheus"))
                .body();
    }

    private static String status(Application application) {
        List<String> words = new ArrayList<>(List.of("status"));
        words.addAll(Tokens.options(application.management("")));
        Run run = Run.of(words.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    @Test
    void whatTheBrokerWouldSayIsNotKnownWhileItIsAwayAndTheRestIsTold(@TempDir Path folder) {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "queue.broker-url=" + broker.url())) {
            broker.kill();

            await().untilAsserted(() -> {
                List<String> words = new ArrayList<>(List.of("status"));
                words.addAll(Tokens.options(application.management("")));
                Run run = Run.of(words.toArray(String[]::new));
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.out())
                        .contains("waiting    not known: The broker does not answer")
                        .contains("delivery   running", "letters    0", "health     DOWN  ");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"32000000,32 MB free", "0,0 MB free", "999000000,999 MB free", "1500000000,1.5 GB free"})
    void littleRoomIsToldInMegabytes(long bytes, String said) {
        assertThat(StatusCommand.disk(LongNode.valueOf(bytes))).isEqualTo(said);
    }
}
