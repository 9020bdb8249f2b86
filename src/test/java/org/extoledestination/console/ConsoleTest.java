package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    private static Visitor privacy;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(
                                Visitor.user(0, "viewer", "viewer"),
                                Visitor.user(1, "operator", "operator"),
                                Visitor.user(2, "privacy", "privacy"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        viewer = new Visitor(application).signedIn("viewer");
        operator = new Visitor(application).signedIn("operator");
        privacy = new Visitor(application).signedIn("privacy");
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
        for (String path : List.of(
                "",
                "/find",
                "/find?outcome=dead-letter",
                "/find/planted-0",
                "/tail",
                "/dead-letters",
                "/dead-letters/" + letter(0),
                "/delivery",
                "/mappings",
                "/mappings/try",
                "/mappings/shadow",
                "/routes",
                "/routes/route?id=router")) {
            HttpResponse<String> page = viewer.get("/console" + path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(PLANTED).as(path).noneMatch(page.body()::contains);
        }
        assertThat(viewer.get("/console/dead-letters/" + letter(0)).body()).contains("ord-", "Order Completed");
    }

    @Test
    void theOverviewCountsTheStationsOfTheJourney() {
        String page = viewer.get("/console").body();

        assertThat(page)
                .contains("What needs attention", "Dead letters", "segment", "Events a second")
                .contains("for a decision.", "Mend what their kinds say")
                .doesNotContain("Nothing. Events are taken in");
        assertThat(page.replaceAll("\\s+", " ")).containsPattern("Dead letters</a></span> <b>[1-9]</b>");
    }

    @Test
    void withoutAShadowRunThePageSaysHowOneBegins() {
        assertThat(viewer.get("/console/mappings/shadow").body()).contains("mapping.candidate", "docs/shadow.md");
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

        HttpResponse<String> answer = operator.post(one, Map.of("most", "1", "note", "test"));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(application.deadLetters()).hasSize(4);
        String undo = location(answer).replaceFirst(".*undo=", "");
        assertThat(viewer.get(location(answer)).body())
                .contains("1 dead letter is discarded.")
                .doesNotContain(">Undo<");
        assertThat(operator.get(location(answer)).body())
                .contains(">Undo<", "/console/dead-letters/restore?batch=" + undo + '"');
        assertThat(viewer.get("/console/dead-letters?batch=" + undo).body())
                .contains("number " + undo)
                .doesNotContain("Discard all");
        assertThat(output).containsPattern("action=POST /console/dead-letters/discard.*letters=1.*who=user:operator");
        assertThat(viewer.get("/console/dead-letters?discarded=true").body()).contains("discarded");

        assertThat(viewer.post("/console/dead-letters/restore?batch=" + undo, Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(operator.get(location(operator.post("/console/dead-letters/restore?batch=" + undo, Map.of())))
                        .body())
                .contains("1 dead letter is restored.");
        assertThat(application.deadLetters()).hasSize(5);
        assertThat(output)
                .containsPattern(
                        "action=POST /console/dead-letters/restore, batch=" + undo + ".*letters=1.*who=user:operator");
    }

    @Test
    void aLetterIsUnmaskedWithAReasonForOnePage(CapturedOutput output) {
        String one = "/console/dead-letters/" + letter(0);
        assertThat(operator.get(one).body()).doesNotContain("Unmask this letter");
        assertThat(operator.post(one + "/unmask", Map.of("unmask", "curious")).statusCode())
                .isEqualTo(403);
        assertThat(privacy.get(one).body()).contains("Unmask this letter").doesNotContain("Quillfeather");
        HttpResponse<String> without = privacy.post(one + "/unmask", Map.of("unmask", " "));
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body()).contains("Say why").doesNotContain("Quillfeather");

        HttpResponse<String> page = privacy.post(one + "/unmask", Map.of("unmask", "ticket 4711"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Zenobia", "Quillfeather", "zq@planted.example", "<textarea");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(privacy.get(one).body()).doesNotContain("Quillfeather");
        assertThat(output)
                .containsPattern("action=POST /console/dead-letters/" + letter(0)
                        + "/unmask.*because=\"ticket 4711\".*outcome=200.*who=user:privacy");
        await().untilAsserted(() ->
                assertThat(audit()).contains("POST /console/dead-letters/{id}/unmask", "because=\\\"ticket 4711\\\""));
    }

    @Test
    void anEditedEventIsTriedRefusedAndReplayed() {
        sandbox("{\"match\": \"Spoilt\", \"status\": 400, \"code\": \"event_blocked\"}");
        application.post("/v1/track", """
                {"userId": "u-edit", "messageId": "m-edit", "event": "Spoilt", "properties": {"note": "for Zenobia"}}""");
        await().until(() -> find("m-edit") > 0);
        String one = "/console/dead-letters/" + find("m-edit");
        assertThat(operator.post(one + "/edit", Map.of("unmask", "t", "event", "{}"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(viewer.get(one).body().replaceAll("\\s+", " "))
                .contains("The mapping makes the same request now", "All of the refused request")
                .doesNotContain("Zenobia");

        String otherId = edited(one, "try", """
                {"type": "track", "userId": "u-edit", "messageId": "m-else", "event": "Mended"}""");
        String otherPerson = edited(one, "replay", """
                {"type": "track", "userId": "u-else", "event": "Mended"}""");
        String noJson = edited(one, "replay", "{ spoilt");
        String tried = edited(one, "try", """
                {"type": "track", "userId": "u-edit", "event": "Mended", "properties": {"more": "yes"}}""");

        assertThat(otherId).contains("another messageId", "m-else", "Nothing is replayed.");
        assertThat(otherPerson).contains("another person", "confirm it");
        assertThat(noJson).contains("is not JSON", "{ spoilt");
        assertThat(tried.replaceAll("\\s+", " "))
                .contains("<td class=\"good\">added</td>", "data.more", "<td class=\"bad\">removed</td>", "data.note")
                .containsPattern("event_name</code></td> <td class=\"warn\">changed</td> <td class=\"wrap\">Spoilt</td>"
                        + " <td class=\"wrap\">Mended</td>");
        assertThat(find("m-edit")).isPositive();
        sandbox(null);
        HttpResponse<String> replayed =
                privacy.post(one + "/edit", Map.of("unmask", "ticket 4711", "action", "replay", "event", """
                        {"type": "track", "userId": "u-edit", "event": "Mended"}"""));
        assertThat(location(replayed)).startsWith("/console/dead-letters?done=replay");
        await().until(() -> find("m-edit") == 0);
        await().untilAsserted(() ->
                assertThat(viewer.get("/console/find/m-edit").body()).contains("delivered"));
    }

    private static String edited(String letter, String action, String event) {
        HttpResponse<String> answer =
                privacy.post(letter + "/edit", Map.of("unmask", "ticket 4711", "action", action, "event", event));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static long find(String messageId) {
        return Http.json(application.management("/actuator/deadletters?messageId=" + messageId))
                .at("/deadLetters/0/id")
                .asLong();
    }

    /** Lets the sandbox answer so; null: as it does. */
    private static void sandbox(@Nullable String fault) {
        SandboxView view = new SandboxView(sandbox.uri());
        if (fault == null) {
            view.mend();
        } else {
            view.fault(fault);
        }
    }

    @Test
    void lettersAreExportedWithAReasonAndComeInAgainLineByLine(CapturedOutput output) {
        String transfer = "/console/dead-letters/transfer";
        assertThat(operator.get(transfer + "?reason=unmappable").body())
                .contains("Export", "it takes the role <code>privacy</code>", "unmappable");
        assertThat(operator.post(transfer + "/export", Map.of("unmask", "ticket 4711"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(privacy.post(transfer + "/export", Map.of("unmask", " ")).body())
                .contains("Say in at most 200 characters why", "Nothing was exported");

        HttpResponse<String> file =
                privacy.post(transfer + "/export?messageId=" + id(0), Map.of("unmask", "ticket 4711"));

        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .containsPattern("attachment; filename=\"dead-letters-[-0-9T]+[.]ndjson\"");
        assertThat(file.body()).endsWith("\n").contains(id(0), "for Zenobia");
        assertThat(file.body().lines()).hasSize(1);
        assertThat(output).containsPattern("transfer/export.*because=\"ticket 4711\".*who=user:privacy");

        String lines = file.body() + file.body().replace(id(0), "m-elsewhere") + "no letter\r\n";
        assertThat(operator.post(transfer + "/import", Map.of("pasted", lines, "dryRun", "true"))
                        .body())
                .contains("Nothing is imported yet: 1 would be new, 1 are here already, 1 are refused.", "Line 3:");
        assertThat(find("m-elsewhere")).isZero();
        assertThat(operator.post(transfer + "/import", Map.of("pasted", lines, "dryRun", "false"))
                        .body())
                .contains("1 are imported, 1 were here already, 1 are refused.", "Line 3:");
        assertThat(find("m-elsewhere")).isPositive();
        assertThat(operator.post(transfer + "/import", Map.of("pasted", " ")).body())
                .contains("Paste the lines of an export");
        assertThat(output.toString()).doesNotContain("for Zenobia");
        operator.post("/console/dead-letters/discard?messageId=m-elsewhere", Map.of("most", "1", "note", "test"));
    }

    private static String id(int index) {
        return application.deadLetters().path(index).path("messageId").asText();
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
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(Http.json(application.management("/actuator/audit?limit=500"))
                                .path("entries"))
                        .noneMatch(entry -> entry.path("who").asText().equals("nobody")
                                && entry.path("action").asText().contains("pause")));
    }

    private static String audit() {
        return Http.get(application.management("/actuator/audit?limit=500")).body();
    }

    @Test
    void aFilterThatIsMisspeltFindsNothingAndSaysSo() {
        for (String path : List.of("/dead-letters", "/find", "/find?who=jane", "/tail", "/tail/live", "/audit")) {
            HttpResponse<String> page =
                    operator.get("/console" + path + (path.contains("?") ? "&" : "?") + "raeson=refused");

            assertThat(page.statusCode()).as(path).isEqualTo(400);
            assertThat(page.body()).as(path).contains("raeson").doesNotContain("jane");
        }
    }

    @Test
    void anEventIsFoundByItsIdAndByWhomSomebodyTypesInAndShowsItsCall(CapturedOutput output) {
        order("m-sought", """
                "userId": "sought-7"\
                """);
        order("m-by-mail", """
                "anonymousId": "a-7", "context": {"traits": {"email": "sought@planted.example"}}\
                """);
        await().untilAsserted(() -> {
            assertThat(viewer.get("/console/find?messageId=m-sought").body()).contains("delivered");
            assertThat(viewer.get("/console/find?messageId=m-by-mail").body()).contains("delivered");
        });

        String byUserId = found(Map.of("who", "sought-7"), Person.ofUserId("sought-7"));
        assertThat(byUserId)
                .contains("m-sought", "Order Completed", "delivered")
                .doesNotContain("sought-7", "m-by-mail");
        String byEmail = found(Map.of("who", " Sought@Planted.example"), Person.ofEmail("sought@planted.example"));
        assertThat(byEmail).contains("m-by-mail").doesNotContain("m-sought").doesNotContainIgnoringCase("sought@");

        String opened = viewer.get("/console/find/m-sought").body();
        assertThat(opened.replaceAll("\\s+", " "))
                .contains("Journey: <span class=\"good\">delivered</span>", "accepted")
                .containsPattern("<td>call</td> <td class=\"wrap\">async-event.*"
                        + "<span class=\"good\">20[0-9]</span>.*[0-9]+ ms")
                .contains("<strong>done</strong>")
                .doesNotContain("sought-7");
        assertThat(output).containsPattern("action=GET /console/find/m-sought.*shown=.*who=user:viewer");
    }

    private static void order(String messageId, String person) {
        assertThat(application
                        .post("/v1/track", """
                        {"messageId": "%s", "event": "Order Completed", %s,
                         "properties": {"order_id": "ord-%s", "total": 12.5}}\
                        """.formatted(messageId, person, messageId))
                        .statusCode())
                .isEqualTo(200);
    }

    private static String location(HttpResponse<String> answer) {
        URI to = URI.create(answer.headers().firstValue("Location").orElseThrow());
        return to.getRawPath() + '?' + to.getRawQuery();
    }

    /** The page to which a search leads, whose address holds the fingerprint and not what was typed. */
    private static String found(Map<String, String> typed, Person person) {
        HttpResponse<String> answer = viewer.post("/console/find", typed);
        assertThat(answer.statusCode()).isEqualTo(302);
        String address = location(answer);
        assertThat(address)
                .startsWith("/console/find?person=")
                .contains(person.fingerprint())
                .doesNotContainIgnoringCase("sought");
        return viewer.get(address).body();
    }

    @Test
    void noAddressHoldsWhatSomebodyTypesInAPlaceWhereItDoesNotBelong() {
        HttpResponse<String> wrong = viewer.post("/console/find", Map.of("person", "zq@planted.example"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("fingerprint").doesNotContain("zq@");

        for (String field : List.of("messageId", "event", "source")) {
            assertThat(location(viewer.post("/console/find", Map.of(field, "zq@planted.example"))))
                    .startsWith("/console/find?" + field + '=')
                    .doesNotContain("zq");
        }
    }

    @Test
    void aDeadLettersEventLeadsToTheLetter() {
        String page = viewer.get("/console/find/planted-0").body();

        assertThat(page).contains("dead-letter").containsPattern("/console/dead-letters/[0-9]+\">dead letter [0-9]+");
        assertThat(viewer.get("/console/find?outcome=dead-letter&event=Order+Completed")
                        .body())
                .contains("href=\"/console/find/planted-0\"");
    }

    @Test
    void anEventWhoseIdIsNoPartOfAPathIsOpenedToo() {
        order("m:odd/7", """
                "userId": "u-odd"\
                """);
        String address = "/console/find/event?messageId=m%3Aodd%2F7";
        await().untilAsserted(() -> assertThat(
                        viewer.get("/console/find?messageId=m%3Aodd%2F7").body())
                .contains("href=\"" + address + '"'));

        assertThat(viewer.get(address).body()).contains("m:odd/7", "delivered");
    }

    @Test
    void whatNobodyKnowsIsNotFoundAndThePageSaysWhatThatMeans() {
        HttpResponse<String> page = viewer.get("/console/find/never-came");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("it never came");

        assertThat(viewer.get("/console/find?messageId=never-came").body())
                .contains("No recorded event is found", "href=\"/console/find/never-came\"");
    }

    private static void track(String messageId, String event) {
        application.post("/v1/track", """
                {"userId": "u-plain", "messageId": "%s", "event": "%s"}\
                """.formatted(messageId, event));
    }

    @Test
    void theListGoesOnWithEarlierEvents() {
        for (int i = 0; i < 101; i++) {
            track("m-many-" + i, "Many");
        }
        await().untilAsserted(() ->
                assertThat(viewer.get("/console/find?event=Many").body()).contains("Earlier events"));
        Matcher earlier = Pattern.compile("href=\"([^\"]+before=[0-9]+[^\"]*)\"")
                .matcher(viewer.get("/console/find?event=Many").body());
        assertThat(earlier.find()).isTrue();

        await().untilAsserted(() -> assertThat(
                        viewer.get(earlier.group(1).replace("&amp;", "&")).body())
                .contains("m-many-")
                .doesNotContain("Earlier events"));
    }

    @Test
    @Timeout(60)
    void theTailShowsAnEventThatComesWhileItIsOpen() {
        try (Stream<String> stream = viewer.lines("/console/tail/live?event=Heard&type=track")) {
            Iterator<String> lines = stream.iterator();
            track("m-unheard", "Other");
            track("m-heard", "Heard");

            String line = lines.next();
            while (!line.startsWith("data:")) {
                line = lines.next();
            }
            assertThat(line).contains("m-heard", "delivered").doesNotContain("m-unheard", "u-plain");
        }
        assertThat(viewer.get("/console/tail?event=Heard").body())
                .contains("m-heard", "data-live=\"/console/tail/live?event=Heard\"")
                .doesNotContain("m-unheard");
    }

    @Test
    void whatAnOperatorDoesStandsInTheAuditTrailAndNoPasswordNorToken() {
        operator.post("/console/delivery/resume", Map.of());
        new Visitor(application).signedIn("viewer");
        viewer.post("/console/find", Map.of("who", "zq@planted.example"));

        await().untilAsserted(() -> assertThat(operator.get("/console/audit?who=user%3Aoperator&action=resume")
                        .body())
                .contains("POST /console/delivery/resume", "user:operator", "127.0.0.1")
                .doesNotContain("user:viewer"));
        await().untilAsserted(() -> assertThat(
                        operator.get("/console/audit?who=user%3Aviewer").body())
                .contains("POST /console/login", "POST /console/find", "who=#")
                .doesNotContain("password=", "csrf=", "zq@", "user:operator</a>"));
        assertThat(operator.get("/console/audit?since=2999-01-01").body()).contains("No entry is found");
        assertThat(operator.get("/console/audit?since=soon").statusCode()).isEqualTo(400);
        assertThat(viewer.get("/console").body()).doesNotContain("/console/audit");
    }
}
