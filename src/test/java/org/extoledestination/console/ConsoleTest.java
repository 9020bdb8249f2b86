package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the console shows and does, over HTTP. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class ConsoleTest {

    private static final List<String> PLANTED =
            List.of("Zenobia", "Quillfeather", "zq@planted.example", "+1 415 555 0117", "4155550117", "tok_live_9Zq8");

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Visitor viewer;
    private static Visitor operator;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(Visitor.user(0, "viewer", "viewer"), Visitor.user(1, "operator", "operator"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        viewer = new Visitor(application).signedIn("viewer");
        operator = new Visitor(application).signedIn("operator");
        for (int i = 0; i < 5; i++) {
            application.post("/v1/track", """
                {"userId": "Zenobia-%d", "messageId": "planted-%d", "event": "Order Completed",
                 "properties": {"order_id": "ord-%d", "total": "much", "note": "for Zenobia Quillfeather",
                                "phone": 4155550117, "tags": ["+1 415 555 0117"], "coupon": "zq@planted.example"},
                 "context": {"traits": {"email": "zq@planted.example", "lastName": "Quillfeather"},
                             "authorization": "Bearer tok_live_9Zq8"}}\
                """.formatted(i, i, i));
        }
        await().atMost(Duration.ofSeconds(90))
                .until(() -> application.deadLetters().size() == 5);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static long letter(int index) {
        return application.deadLetters().path(index).path("id").asLong();
    }

    @Test
    void noPageOfAViewerShowsWhoItIs() {
        for (String path : List.of("", "/dead-letters", "/dead-letters/" + letter(0), "/delivery")) {
            HttpResponse<String> page = viewer.get("/console" + path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(PLANTED).as(path).noneMatch(page.body()::contains);
        }
        assertThat(viewer.get("/console/dead-letters/" + letter(0)).body()).contains("ord-", "Order Completed");
    }

    @Test
    void theOverviewCountsTheStationsOfTheJourney() {
        String page = viewer.get("/console").body();

        assertThat(page).contains("What needs attention", "Dead letters", "segment", "Events a second");
        assertThat(page.replaceAll("\\s+", " ")).containsPattern("Dead letters</a></span> <b>[1-5]</b>");
    }

    @Test
    void aPauseIsShownWithItsReasonUntilSomebodyResumes(CapturedOutput output) {
        assertThat(operator.post("/console/delivery/pause", Map.of("reason", ""))
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.post("/console/delivery/pause", Map.of("reason", "maintenance at Extole"))
                        .statusCode())
                .isEqualTo(302);

        await().untilAsserted(() -> assertThat(viewer.get("/console").body()).contains("maintenance at Extole"));
        assertThat(viewer.get("/console/delivery").body()).contains("paused by hand");
        assertThat(output).contains("action=POST /console/delivery/pause", "who=user:operator");

        assertThat(operator.post("/console/delivery/resume", Map.of()).statusCode())
                .isEqualTo(302);
        await().untilAsserted(() -> assertThat(viewer.get("/console").body()).doesNotContain("maintenance at Extole"));
    }

    @Test
    void asManyAreDiscardedAsWereCountedAndNoMore(CapturedOutput output) {
        String one = "/console/dead-letters/discard?id=" + letter(4);
        assertThat(operator.post("/console/dead-letters/discard?reason=unmappable", Map.of("most", "1", "note", "test"))
                        .body())
                .contains("Nothing was done");
        assertThat(operator.post(one, Map.of("most", "1", "note", "")).body()).contains("Say why");
        assertThat(application.deadLetters()).hasSize(5);

        assertThat(operator.post(one, Map.of("most", "1", "note", "test")).statusCode())
                .isEqualTo(302);

        assertThat(application.deadLetters()).hasSize(4);
        assertThat(output).containsPattern("action=POST /console/dead-letters/discard.*letters=1.*who=user:operator");
        assertThat(viewer.get("/console/dead-letters?discarded=true").body()).contains("discarded");
    }

    @Test
    void toMarkNothingIsNotToMeanEverything() {
        HttpResponse<String> page = operator.get("/console/dead-letters/confirm?marked=true&action=discard");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("No letter is marked");
    }

    @Test
    void whatComesAfterTheQuestionIsNotMeant() {
        assertThat(operator.get("/console/dead-letters/confirm?action=replay").body())
                .containsPattern("action=\"[^\"]*/replay\\?upTo=" + letter(0) + "\"");
    }

    @Test
    void theTrailTellsLoginsWithoutAPasswordAndNothingOfThoseWhoAreNotSignedIn() {
        Visitor nobody = new Visitor(application);
        assertThat(nobody.signIn("zenobia", "hunter-2").statusCode()).isEqualTo(401);
        assertThat(nobody.post("/console/delivery/pause", Map.of("reason", "x")).statusCode())
                .isEqualTo(401);

        await().untilAsserted(() -> assertThat(audit()).contains("POST /console/login"));
        assertThat(audit()).doesNotContain("password", "zenobia");
        await().during(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(Http.json(
                                application.management("/actuator/audit?limit=500"))
                        .path("entries"))
                .noneMatch(entry -> entry.path("who").asText().equals("nobody")
                        && entry.path("action").asText().contains("pause")));
    }

    private static String audit() {
        return Http.get(application.management("/actuator/audit?limit=500")).body();
    }

    @Test
    void aFilterThatIsMisspeltFindsNothingAndSaysSo() {
        HttpResponse<String> page = viewer.get("/console/dead-letters?raeson=refused");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("raeson");
    }
}
