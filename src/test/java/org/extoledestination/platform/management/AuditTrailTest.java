package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.command.Commands;
import org.extoledestination.event.Person;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database keeps of what was done and looked at. */
@Tag("slow")
class AuditTrailTest {

    private static final String JANE = "jane@example.com";

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        Path mappings = Files.createDirectories(folder.resolve("mappings"));
        Files.copy(Path.of("config/mappings/conversion.yaml"), mappings.resolve("conversion.yaml"));
        application = Application.start(sandbox.uri(), folder.resolve("data"), "mapping.folder=" + mappings);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void aChangeIsKeptWithWhoWhatOnWhatHowManyWhenFromWhereAndItsOutcome() throws IOException {
        Instant before = Instant.now();
        post("/actuator/deadletters/discard?id=1,2&code=kept-as-it-is", "{\"note\":\"of jane@example.com\"}");

        JsonNode entry = latest("kept-as-it-is");
        assertThat(entry.path("action").asText()).isEqualTo("POST /actuator/deadletters/discard");
        assertThat(entry.path("target").asText())
                .contains("id=1,2", "code=kept-as-it-is", "dryRun=false, all=false, letters=0");
        assertThat(entry.path("count").asLong(-1)).isZero();
        assertThat(entry.path("outcome").asText()).isEqualTo("200");
        assertThat(entry.path("from").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.path("who").asText())
                .isEqualTo("token:" + DigestUtils.sha256Hex(token()).substring(0, 8));
        assertThat(Instant.parse(entry.path("at").asText()))
                .isAfterOrEqualTo(before.truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                .isBefore(Instant.now().plusSeconds(1));
    }

    @Test
    void numbersOfTheBodyAreKeptAndItsTextsAreNot() {
        post("/actuator/refused/discard", "{\"id\":\"4711,4712\"}");
        post("/actuator/delivery/pause", "{\"reason\":\"jane\"}");
        post("/actuator/delivery/resume", "{\"reason\":\"jane\"}");

        assertThat(latest("id=4711").path("target").asText()).isEqualTo("id=4711,4712, messages=0");
        await().until(() -> !entries("action=delivery/resume").isEmpty());
        assertThat(entries("action=delivery/").get(0).path("target").asText()).isEmpty();
    }

    @Test
    void whatMayNameSomebodyIsAFingerprint() throws IOException {
        String person = Person.ofEmail(JANE).fingerprint();
        post("/actuator/suppressions/" + person, "{}");
        post("/actuator/suppressions/" + JANE, "{}");
        post("/actuator/queue/park", "{\"id\":\"" + JANE + "\"}");
        Http.get(application.management("/actuator/find?messageId=" + JANE));
        Http.get(application.management("/actuator/deadletters?limit=71&event=" + JANE + "&person=" + person));

        String fingerprint = '#' + DigestUtils.sha256Hex(JANE).substring(0, 8);
        assertThat(latest("messageId=").path("target").asText()).isEqualTo("messageId=" + fingerprint + ", shown=0");
        assertThat(latest("limit=71").path("target").asText())
                .contains("event=" + fingerprint, "person=" + person.substring(0, 8), "shown=0");
        assertThat(latest("id=" + fingerprint).path("outcome").asText()).isEqualTo("404");
        assertThat(latest("person=" + person.substring(0, 8) + ", changed=true")
                        .path("action")
                        .asText())
                .isEqualTo("POST /actuator/suppressions/{person}");
        assertThat(latest("person=" + fingerprint).path("outcome").asText()).isEqualTo("400");
        assertThat(export("")).isNotEmpty().noneMatch(line -> line.contains("jane") || line.contains(person));
        assertThat(export("")).noneMatch(line -> line.contains(tokenText()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadletters",
                "deadletters/export",
                "deadletters/7",
                "refused",
                "refused/7",
                "queue/show?id=7",
                "suppressions",
                "delivery/held",
                "find?messageId=7",
                "audit"
            })
    void aLookAtWhatMayBePersonalDataIsKept(String path) {
        long before = total();
        Http.get(application.management("/actuator/" + path));

        await().until(() -> total() > before + 1);
        JsonNode entry = entries("limit=3").get(1);
        assertThat(entry.path("action").asText()).startsWith("GET /actuator/" + path.replaceAll("[/?].*", ""));
        assertThat(entry.path("target").asText()).contains("shown=");
    }

    @Test
    void aLookAtWhatNamesNobodyAndARefusedRequestAreNot() {
        long before = lastId();
        Stream.of("delivery", "queue", "deletions", "deadletters/count", "parameters", "shadow", "info", "health")
                .forEach(path -> assertThat(Http.get(application.management("/actuator/" + path))
                                .statusCode())
                        .isEqualTo(200));
        assertThat(Http.send(java.net.http.HttpRequest.newBuilder(application.management("/actuator/deadletters"))
                                .header("Authorization", "Bearer " + JANE)
                                .build())
                        .statusCode())
                .isEqualTo(401);
        post("/actuator/refused/discard", "{\"id\":\"815\"}");

        latest("id=815");
        assertThat(entries("format=json"))
                .filteredOn(entry -> entry.path("id").asLong() > before)
                .extracting(entry -> entry.path("action").asText())
                .containsOnly("POST /actuator/refused/discard", "GET /actuator/audit");
    }

    @Test
    void editsTakenAndRefusedAreKept() throws IOException {
        Path file = folder.resolve("mappings/more.yaml");
        Files.writeString(file, "when: { event: Song Played }\nname: { text: song }\nfaulty: true\n");
        await().until(() -> !entries("action=EDIT").isEmpty());
        assertThat(entries("action=EDIT").get(0).path("outcome").asText()).isEqualTo("refused");

        Files.delete(file);
        Path conversion = folder.resolve("mappings/conversion.yaml");
        Files.writeString(conversion, Files.readString(conversion) + "# another\n");
        await().until(() ->
                entries("action=EDIT").get(0).path("outcome").asText().equals("taken"));

        List<JsonNode> edits = entries("who=files");
        assertThat(edits.get(0).path("target").asText()).isEqualTo("conversion.yaml");
        assertThat(edits.get(0).path("action").asText()).isEqualTo("EDIT mapping");
        assertThat(edits.get(edits.size() - 1).path("target").asText()).isEqualTo("more.yaml (new)");
    }

    @Test
    void aPageIsByTimeWhoAndAction() {
        for (int number = 101; number <= 105; number++) {
            post("/actuator/refused/discard", "{\"id\":\"" + number + "\"}");
        }
        String after = latest("id=105").path("at").asText();
        latest("id=101");

        assertThat(entries("action=REFUSED/discard&limit=2"))
                .extracting(entry -> entry.path("target").asText())
                .containsExactly("id=105, messages=0", "id=104, messages=0");
        long next = page("action=refused/discard&limit=2").path("next").asLong();
        assertThat(entries("action=refused/discard&limit=2&before=" + next))
                .extracting(entry -> entry.path("target").asText())
                .containsExactly("id=103, messages=0", "id=102, messages=0");
        assertThat(entries("action=refused/discard&until=" + after))
                .extracting(entry -> entry.path("target").asText())
                .contains("id=104, messages=0")
                .doesNotContain("id=105, messages=0");
        assertThat(entries("action=refused/discard&since=" + after))
                .extracting(entry -> entry.path("target").asText())
                .contains("id=105, messages=0");
        assertThat(entries("who=token")).hasSizeGreaterThan(4);
        assertThat(entries("who=oken")).isEmpty();
    }

    @Test
    void anExportIsLinesTheEarliestFirstAndGoesOnBehindANumber() {
        post("/actuator/refused/discard", "{\"id\":\"201\"}");
        post("/actuator/refused/discard", "{\"id\":\"202\"}");
        latest("id=201");
        latest("id=202");

        List<Long> all = ids(export("&action=refused"));
        List<Long> parts = new ArrayList<>(ids(export("&action=refused&limit=1")));
        parts.addAll(ids(export("&action=refused&after=" + parts.get(0))));
        assertThat(all).hasSizeGreaterThan(1).isSorted().isEqualTo(parts);
    }

    @Test
    void theCommandListsAndExports() {
        post("/actuator/refused/discard", "{\"id\":\"301\"}");
        latest("id=301");

        assertThat(command("list", "--action", "refused/discard", "--limit", "100"))
                .contains(
                        " entries, the latest first:",
                        "POST /actuator/refused/discard  id=301, messages=0  200  from 127.0.0.1");
        assertThat(command("list", "--who", "nobody")).contains("There is no such entry.");
        assertThat(command("export", "--action", "refused").lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(Http.json(line).path("action").asText()).contains("refused"));
    }

    @Test
    void oldEntriesAreForgotten() {
        SettableClock clock = new SettableClock(Instant.now());
        AuditRows rows = application.bean(AuditRows.class);
        post("/actuator/refused/discard", "{\"id\":\"401\"}");
        latest("id=401");
        AuditCleaning cleaning =
                new AuditCleaning(rows, new AuditSettings(Duration.ofDays(365)), clock, application.bean(Meters.class));

        cleaning.forgetOld();
        assertThat(total()).isGreaterThan(1);
        clock.move(Duration.ofDays(366));
        cleaning.forgetOld();
        assertThat(total()).isLessThan(3);
    }

    private static String command(String... words) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("audit"));
        all.addAll(List.of(words));
        all.addAll(List.of(
                "--url",
                application.management("").toString(),
                "--token-file",
                folder.resolve("data/management-token").toString()));
        assertThat(Commands.run(new PrintWriter(out), all.toArray(String[]::new)))
                .isZero();
        return out.toString();
    }

    private static List<Long> ids(List<String> lines) {
        return lines.stream().map(line -> Http.json(line).path("id").asLong()).toList();
    }

    private static List<String> export(String parameters) {
        HttpResponse<String> answer = Http.get(application.management("/actuator/audit?format=ndjson" + parameters));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/x-ndjson");
        return answer.body().lines().toList();
    }

    private static JsonNode latest(String target) {
        await().until(() -> Stream.of(0)
                .flatMap(i -> entries("").stream())
                .anyMatch(entry -> entry.path("target").asText().contains(target)));
        return entries("").stream()
                .filter(entry -> entry.path("target").asText().contains(target))
                .findFirst()
                .orElseThrow();
    }

    private static long total() {
        return page("limit=1").path("total").asLong();
    }

    private static long lastId() {
        return page("limit=1").at("/entries/0/id").asLong();
    }

    private static List<JsonNode> entries(String parameters) {
        List<JsonNode> entries = new ArrayList<>();
        page(parameters).path("entries").forEach(entries::add);
        return entries;
    }

    private static JsonNode page(String parameters) {
        return Http.json(application.management(
                "/actuator/audit" + (parameters.isEmpty() ? "" : '?' + parameters.replace(" ", "%20"))));
    }

    private static String token() throws IOException {
        return Files.readString(folder.resolve("data/management-token")).strip();
    }

    private static String tokenText() {
        try {
            return token();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void post(String path, String body) {
        Http.post(application.management(path), "", body);
    }
}
