package org.extoledestination.delivery.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.command.Commands;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalDatabase;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Somebody has got hold of a key that may delete. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DeletionCapTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private SandboxView extole;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void whatIsMoreThanTheLimitWaitsOverARestartUntilItIsReleasedAndHoldsUpNobodyElse(CapturedOutput output) {
        try (Application application = launch("delivery.deletions-per-hour=5")) {
            flood(application, 8);
            await().until(() -> held(application) == 3 && extole.erasures().size() == 5);
            String waiting = waiting();
            track(application, waiting, "later");
            track(application, "somebody-else", "else");
            Http.post(application.ingest("/segment"), "other-key", "{\"userId\": \"of-another-source\"}");

            await().until(() -> extole.erasures().size() == 6 && ids().contains("else"));
            await().until(() -> held(application) == 4);
            JsonNode health = application.health("deletions");
            assertThat(health.path("status").asText()).isEqualTo("DOWN");
            assertThat(health.at("/details/action").asText()).contains("deletions release --source segment");
            await().until(() -> application
                            .health("deletions")
                            .at("/details/held/segment/waiting")
                            .asInt()
                    == 3);
            assertThat(application.health("delivery").path("status").asText()).isEqualTo("UP");
            assertThat(output.getOut())
                    .containsOnlyOnce("Deletions of the source 'segment' are held")
                    .doesNotContain(waiting);
            assertThat(Http.get(application.management("/actuator/prometheus")).body())
                    .containsPattern("extole_destination_deletions_held\\{.*} 1.0")
                    .containsPattern("extole_destination_erasure_total\\{.*outcome=\"held\".*} 3.0");
        }
        try (Application application = launch("delivery.deletions-per-hour=5")) {
            track(application, "somebody-else", "else-2");
            await().until(() -> ids().contains("else-2"));
            assertThat(held(application)).isEqualTo(4);
            assertThat(extole.erasures()).hasSize(6);

            command(application, "release", "--count", "2");
            await().until(() -> extole.erasures().size() == 8);
            await().until(() ->
                    application.health("deletions").path("status").asText().equals("DOWN"));
            assertThat(extole.erasures()).hasSize(8);

            assertThat(command(application, "release")).contains("No deletions are held.");
            await().until(() -> extole.erasures().size() == 9 && held(application) == 0);
            await().until(() -> ids().contains("later"));
            assertThat(application.health("deletions").path("status").asText()).isEqualTo("UP");
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    /** And over a restart: what it has used up is known. */
    @Test
    void oneRequestLeavesRoomForOthersOfItsSourceWhileItWaits() {
        try (Application application = launch("delivery.deletions-per-hour=10")) {
            floodInOneRequest(application, "gone-", 30);
            await().until(() -> erased("gone-") == 9 && held(application) == 21);
            assertThat(application.health("deletions").toString()).contains("DOWN", "more than 9 in one request");
        }
        try (Application application = launch("delivery.deletions-per-hour=10", "delivery.erasures-per-minute=90")) {
            application.post("/segment", "{\"userId\": \"asks\"}");
            await().until(() -> erased("asks") == 1);
            assertThat(erased("gone-")).isEqualTo(9);

            application.post("/segment", "{\"userId\": \"is-one-too-many\"}");
            await().until(() -> held(application) == 22);
            command(application, "release", "--count", "40");
            await().until(() -> erased("gone-") == 30 && erased("is-one-too-many") == 1);
            assertThat(application.health("deletions").path("status").asText()).isEqualTo("UP");
        }
    }

    /** As it is shipped: the request is within its hour, and would take all calls of its source for minutes. */
    @Test
    void oneRequestLeavesCallsToOthersOfItsSourceWhileItIsErased() {
        try (Application application = launch()) {
            String items =
                    IntStream.range(0, 60).mapToObj(i -> """
                            {"type": "delete", "userId": "gone-%1$d", "traits": {"email": "gone-%1$d@example.com"}}""".formatted(i)).collect(Collectors.joining(","));
            assertThat(application.post("/segment", '[' + items + ']').statusCode())
                    .isEqualTo(200);
            await().until(() -> extole.erasures().size() >= 12);

            application.post("/segment", """
                    {"type": "delete", "userId": "asks", "traits": {"email": "asks@example.com"}}""");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> erased("asks") == 1 && erasedBy("asks@example.com") == 1);
            assertThat(extole.erasures()).hasSizeLessThan(20);
            assertThat(application.health("deletions").path("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void whoeverWasNotMeantIsNotErasedOnceTheOperatorRefuses() {
        try (Application application = launch("delivery.deletions-per-hour=2")) {
            flood(application, 6);
            await().until(() -> held(application) == 4 && extole.erasures().size() == 2);
            track(application, waiting(), "later");
            await().until(() -> held(application) == 5);

            command(application, "refuse");

            await().until(() -> application.deadLetters().size() == 4 && ids().contains("later"));
            await().until(() -> held(application) == 0);
            await().until(() -> extole.erasures().size() == 2);
            assertThat(application.deadLetters().get(0).toString()).contains("refused_by_hand");
            application.post("/segment", "{\"userId\": \"asks-later\"}");
            await().until(() -> extole.erasures().size() == 3);
        }
    }

    @Test
    void inPostgreSqlItIsTheSame() {
        try (ExternalDatabase database = new ExternalDatabase(folder.resolve("postgres"))) {
            List<String> settings = new ArrayList<>(database.settings());
            settings.add("delivery.deletions-per-hour=2");
            try (Application application = launch(settings.toArray(String[]::new))) {
                flood(application, 6);
                await().until(() -> held(application) == 4 && extole.erasures().size() == 2);
            }
            try (Application application = launch(settings.toArray(String[]::new))) {
                assertThat(application.health("deletions").path("status").asText())
                        .isEqualTo("DOWN");
                command(application, "release", "--count", "1");
                await().until(() -> extole.erasures().size() == 3);
                await().until(() ->
                        application.health("deletions").path("status").asText().equals("DOWN"));
                command(application, "refuse");
                await().until(() -> application.deadLetters().size() == 3 && held(application) == 0);
                application.bean(DeletionCap.class).tidy();
                assertThat(extole.erasures()).hasSize(3);
            }
        }
    }

    @Test
    void furtherAttemptsOfADeletionAreNotCounted() {
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 500, \"next\": 12}");
        try (Application application = launch("delivery.deletions-per-hour=3", "delivery.hold-after=300ms")) {
            flood(application, 3);

            await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() == 3);
            assertThat(application.health("deletions").path("status").asText()).isEqualTo("UP");
        }
    }

    /** One id for many persons: each of them counts, also while none is known to be delivered. */
    @Test
    void manyDeletionsUnderOneIdAreAsManyAsThePersonsThatTheyName() {
        extole.fault("{\"path\": \"/v4\", \"delayMillis\": 700}");
        try (Application application = launch("delivery.deletions-per-hour=2")) {
            String items = IntStream.range(0, 8).mapToObj(i -> """
                            {"type": "delete", "messageId": "the-same", "userId": "person-%s"}""".formatted(i)).collect(Collectors.joining(","));
            assertThat(application.post("/segment", '[' + items + ']').statusCode())
                    .isEqualTo(200);

            await().until(() ->
                    application.health("deletions").path("status").asText().equals("DOWN"));
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> extole.erasures().size() <= 2);
        }
    }

    /** However many sources flood, and whatever they send: their calls are spent, and those of others are not. */
    @Test
    void theDeletionsOfSomeSourcesLeaveCallsToOthersAndToSynchronousEvents() throws Exception {
        Path mappings = Files.createDirectory(folder.resolve("mappings"));
        Files.writeString(mappings.resolve("track.yaml"), """
                when: { type: track }
                send: $.event
                data: { partner_user_id: { from: userId }, segment_message_id: { from: messageId } }
                mode: sync
                """);
        try (Application application = launch(
                "mapping.folder=" + mappings,
                "delivery.metered-calls-per-minute=20",
                "delivery.erasures-per-minute=12",
                "delivery.hold-after=300ms",
                "ingest.sources[2].name=third",
                "ingest.sources[2].subscription-keys=third-key")) {
            flood(application, 40);
            await().until(() -> extole.erasures().size() == 6);
            for (int i = 0; i < 40; i++) {
                Http.post(application.ingest("/segment"), "other-key", "{\"userId\": \"other-%d\"}".formatted(i));
            }
            await().until(() -> erased("other-") == 3);

            Http.post(application.ingest("/segment"), "third-key", "{\"userId\": \"third\"}");
            for (int i = 0; i < 8; i++) {
                track(application, "tracked-" + i, "sync-" + i);
            }

            await().until(() -> erased("third") == 1);
            await().until(() -> ids().size() == 8);
            assertThat(extole.erasures()).hasSizeBetween(10, 12);
            assertThat(application.health("delivery").path("status").asText()).isEqualTo("UP");
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private long erased(String prefix) {
        return extole.erasures().stream()
                .filter(each -> each.path("partner_user_id").asText().startsWith(prefix))
                .count();
    }

    private long erasedBy(String address) {
        return extole.erasures().stream()
                .filter(each -> each.path("email").asText().equals(address))
                .count();
    }

    /** Delivery is paused, and what waits before its gate takes up the only place, when somebody refuses. */
    @Test
    void whatStillWaitsInTheQueueIsRefusedToo() {
        try (Application application = launch("delivery.deletions-per-hour=2", "delivery.parallel-requests=1")) {
            flood(application, 3);
            await().until(() ->
                    application.health("deletions").path("status").asText().equals("DOWN"));
            assertThat(Http.post(application.management("/actuator/delivery/pause"), "", "{\"reason\": \"to look\"}")
                            .statusCode())
                    .isEqualTo(200);
            track(application, "in-the-way", "in-the-way");
            floodOf(application, "queued-", 30);

            command(application, "refuse");
            Http.post(application.management("/actuator/delivery/resume"), "", "{}");

            await().until(() -> application.deadLetters().size() == 31);
            assertThat(erased("queued-")).isZero();
            application.post("/segment", "{\"userId\": \"asks-later\"}");
            await().until(() -> erased("asks-later") == 1);
        }
    }

    @Test
    void theEndpointSaysWhatIsWrong() {
        try (Application application = launch("delivery.deletions-per-hour=1")) {
            assertThat(Http.post(application.management("/actuator/deletions/release"), "", "{\"source\": \"segment\"}")
                            .statusCode())
                    .isEqualTo(400);
            flood(application, 2);
            await().until(() -> held(application) == 1);
            for (String count : List.of("0", "-1", "x", "99999999999")) {
                assertThat(Http.post(
                                        application.management("/actuator/deletions/release"),
                                        "",
                                        "{\"source\": \"segment\", \"count\": \"%s\"}".formatted(count))
                                .statusCode())
                        .isEqualTo(400);
            }
            assertThat(Http.post(application.management("/actuator/deletions/other"), "", "{\"source\": \"segment\"}")
                            .statusCode())
                    .isEqualTo(404);
            await().until(() -> extole.erasures().size() == 1);
        }
    }

    private static String command(Application application, String... arguments) {
        List<String> all = new ArrayList<>(List.of("deletions"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--source", "segment"));
        all.addAll(Tokens.options(application.management("")));
        StringWriter out = new StringWriter();
        assertThat(Commands.run(new PrintWriter(out), all.toArray(String[]::new)))
                .isZero();
        return out.toString();
    }

    /** One of those of whom the deletion waits. */
    private String waiting() {
        List<String> erased = extole.erasures().stream()
                .map(each -> each.path("partner_user_id").asText())
                .toList();
        return IntStream.range(0, 8)
                .mapToObj(i -> "gone-" + i)
                .filter(each -> !erased.contains(each))
                .findFirst()
                .orElseThrow();
    }

    private Application launch(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("ingest.sources[1].name=other");
        all.add("ingest.sources[1].subscription-keys=other-key");
        return Application.start(sandbox.uri(), folder, all.toArray(String[]::new));
    }

    private static void flood(Application application, int deletions) {
        floodOf(application, "gone-", deletions);
    }

    private static void floodOf(Application application, String persons, int deletions) {
        for (int i = 0; i < deletions; i++) {
            assertThat(application
                            .post("/segment", "{\"userId\": \"%s%d\"}".formatted(persons, i))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void floodInOneRequest(Application application, String persons, int deletions) {
        String items = IntStream.range(0, deletions)
                .mapToObj(i -> "{\"userId\": \"%s%d\"}".formatted(persons, i))
                .collect(Collectors.joining(","));
        assertThat(application.post("/segment", "[" + items + "]").statusCode()).isEqualTo(200);
    }

    private static void track(Application application, String person, String id) {
        assertThat(application.post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "Step"}""".formatted(person, id)).statusCode())
                .isEqualTo(200);
    }

    private List<String> ids() {
        return extole.eachEvents("/data/segment_message_id");
    }

    private static long held(Application application) {
        return application.bean(HeldEvents.class).count();
    }
}
