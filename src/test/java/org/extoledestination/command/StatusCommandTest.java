package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.ExternalDatabase;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                        .containsPattern("extole_destination_calls_seconds_count\\{.*status=\"2xx\".*} 1")
                        .containsPattern("extole_destination_end_to_end_seconds_count\\{.*} 1\n")
                        .containsPattern("extole_destination_end_to_end_seconds_bucket\\{.*le=\"14400.0\".*} 1\n")
                        .containsPattern(
                                "extole_destination_queue_wait_seconds_count\\{.*queue=\"extole.events\".*} 3\n");
            }
        }
    }

    private static String metrics(Application application) {
        return org.extoledestination.support.Http.get(application.management("/actuator/prometheus"))
                .body();
    }

    private static String status(Application application) {
        Run run = command(application, "status");
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    private static Run command(Application application, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(Tokens.options(application.management("")));
        return Run.of(all.toArray(String[]::new));
    }

    /** It answers, but it shows its own metrics alone; then it takes connections and says nothing on them. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "failover:(%s)"})
    void aBrokerOfOnesOwnIsAskedForNoNumbersAndNotForLong(String url, @TempDir Path folder) {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        folder.resolve("data"),
                        "queue.hold=true",
                        "queue.broker-url=" + url.formatted(broker.url()))) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                await().until(() ->
                        application.post("/v1/track", """
                        {"userId": "u-1", "messageId": "w-%d", "event": "Step"}""".formatted(number)).statusCode() == 200);
            }
            await().untilAsserted(() -> assertThat(status(application))
                    .contains("waiting    how many is not known here: ask the broker, the oldest since 20"));
            assertThat(metrics(application)).containsPattern("extole_destination_queue_oldest_seconds\\{.*} [0-9.]+");
            assertThat(command(application, "find", "w-1").out()).contains("waits in extole.events");

            broker.hang();

            assertThat(soon(() -> command(application, "status")))
                    .returns(1, Run::exitCode)
                    .extracting(Run::out)
                    .asString()
                    .contains("waiting    not known: The broker does not answer", "letters    0", "disk ");
            assertThat(soon(() -> command(application, "find", "w-1")).out())
                    .contains("Not looked through: the queues: The broker does not answer");
            assertThat(soon(() -> command(application, "queue", "list")))
                    .returns(1, Run::exitCode)
                    .extracting(Run::err)
                    .asString()
                    .contains("The broker does not answer");
            assertThat(within(Duration.ofSeconds(5), () -> metrics(application)))
                    .containsPattern("extole_destination_queue_oldest_seconds\\{.*} NaN");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("queue-browser")));
            broker.kill();
        }
    }

    private static <T> T soon(Callable<T> question) {
        return within(Duration.ofSeconds(20), question);
    }

    private static <T> T within(Duration longest, Callable<T> question) {
        return assertTimeoutPreemptively(longest, question::call);
    }

    /** A number that the database alone has is not 0 while it is away. */
    @Test
    void whatTheDatabaseWouldSayIsNotKnownWhileItIsAway(@TempDir Path folder) {
        try (ExternalDatabase database = new ExternalDatabase(folder.resolve("database"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        folder.resolve("data"),
                        database.settings().toArray(String[]::new))) {
            database.kill();

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(command(application, "status").out())
                                    .contains("aside      not known: the database does not answer")
                                    .contains("an unknown number of messages wait for a decision")
                                    .contains("letters    not known: "));
            assertThat(command(application, "delivery", "status").out())
                    .contains("Waiting aside: not known: the database does not answer.");
        }
    }

    @Test
    void whatTheBrokerWouldSayIsNotKnownWhileItIsAwayAndTheRestIsTold(@TempDir Path folder) {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "queue.broker-url=" + broker.url())) {
            broker.kill();

            await().untilAsserted(() -> {
                Run run = command(application, "status");
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

    @Test
    void aDiskThatNobodyHasLookedAtIsNotFull() {
        assertThat(StatusCommand.disk(MissingNode.getInstance()))
                .isEqualTo("not known: the health page has no diskSpace");
    }
}
