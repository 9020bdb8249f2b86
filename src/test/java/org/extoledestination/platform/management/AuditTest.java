package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.extoledestination.event.Person;
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

/** What is written down of requests to the management port. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class AuditTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(sandbox.uri(), folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void aChangeIsOneLineThatNamesNobody(CapturedOutput output) throws IOException {
        String person = Person.ofEmail("jane@example.com").fingerprint();

        post("/actuator/suppressions/" + person, "{}");

        assertThat(line(output, "/actuator/suppressions/"))
                .contains(
                        "INFO",
                        "org.extoledestination.audit",
                        "action=POST /actuator/suppressions/" + person.substring(0, 8) + ", changed=true, outcome=200,"
                                + " from=127.0.0.1, who=token:")
                .doesNotContain(
                        person,
                        Files.readString(folder.resolve("data/management-token"))
                                .strip());
    }

    @Test
    void aLookAtPersonalDataIsOneLineToo(CapturedOutput output) {
        Http.get(application.management("/actuator/deadletters/export?messageId=jane@example.com&reason=refused&limit=7"
                + "&person=0123456789abcdef"));

        assertThat(line(output, "/actuator/deadletters/export"))
                .contains("action=GET /actuator/deadletters/export, messageId=*, reason=refused, limit=7,"
                        + " person=01234567, shown=0, outcome=200,")
                .doesNotContain("jane");
    }

    @Test
    void whatFailsIsALineWithItsStatus(CapturedOutput output) {
        Http.get(application.management("/actuator/deadletters/4711"));
        post("/actuator/deadletters/discard?id=1,2", "{\"note\":\"of jane@example.com\"}");
        post("/actuator/deadletters/discard", "{\"note\":\"x\"}");

        assertThat(line(output, "/actuator/deadletters/4711")).contains("outcome=404");
        assertThat(line(output, "/actuator/deadletters/discard, id=1,2"))
                .contains("dryRun=false, all=false, letters=0, outcome=200")
                .doesNotContain("jane");
        assertThat(line(output, "/actuator/deadletters/discard, dryRun")).contains("outcome=400");
    }

    @Test
    void aLookAtPersonalDataIsALineWithTheReason(CapturedOutput output) {
        Http.get(application.management("/actuator/deadletters/4712?unmask=ticket%204711%0Aof%20jane@example.com"));

        assertThat(line(output, "/actuator/deadletters/4712"))
                .contains("unmask=*", "because=\"ticket 4711")
                .doesNotContain("jane");
    }

    @Test
    void anImportSaysHowMany(CapturedOutput output) {
        post("/actuator/import", "{\"events\":\"{\\\"broken\\n[]\",\"dryRun\":\"true\"}");

        assertThat(line(output, "/actuator/import"))
                .contains("dryRun=true, withDeletes=false, accepted=0, refused=2, outcome=200");
    }

    @Test
    void noTextOfARequestBecomesPartOfALine(CapturedOutput output) {
        Http.get(application.management("/actuator/deadletters/jane@example.com?x%0Ay=z&reason=a%0Ab&since=%1B%5B31m"));

        assertThat(line(output, "action=GET /actuator/deadletters/*"))
                .contains("*=*, reason=*, since=*")
                .doesNotContain("jane");
    }

    @Test
    void healthAndMetricsAreNoLines(CapturedOutput output) {
        Http.get(application.management("/actuator/health"));
        Http.get(application.management("/actuator/prometheus"));
        Http.get(application.management("/actuator/delivery"));

        assertThat(line(output, "GET /actuator/delivery")).isNotEmpty();
        assertThat(output.getOut()).doesNotContain("/actuator/health", "/actuator/prometheus");
    }

    @Test
    void failedLoginsAreWarningsAndFew(CapturedOutput output) {
        IntStream.range(0, 60).forEach(i -> login());

        List<String> lines = output.getOut()
                .lines()
                .filter(line -> line.contains("management port was refused"))
                .toList();
        assertThat(lines).isNotEmpty().hasSizeLessThanOrEqualTo(20);
        assertThat(lines.get(0))
                .contains("WARN", "reason=wrong_token, method=GET, from=127.0.0.1")
                .doesNotContain("guess");
    }

    private static void login() {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(application.management("/actuator/deadletters"))
                .header("Authorization", "Bearer guess")
                .build());
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private static void post(String path, String body) {
        Http.post(application.management(path), "", body);
    }

    /** The one line with a text, which may come a moment after the answer. */
    private static String line(CapturedOutput output, String text) {
        await().until(() -> lines(output, text).size() == 1);
        return lines(output, text).get(0);
    }

    private static List<String> lines(CapturedOutput output, String text) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("audit") && line.contains(text))
                .toList();
    }
}
