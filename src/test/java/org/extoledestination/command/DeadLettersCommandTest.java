package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Against a running instance, first without and then with dead letters. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class DeadLettersCommandTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(sandbox.uri(), dataDir);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static Run list(String... options) {
        List<String> args = new ArrayList<>(List.of("dead-letters", "list"));
        args.addAll(Tokens.options(application.management("")));
        args.addAll(List.of(options));
        return Run.of(args.toArray(String[]::new));
    }

    @Test
    @Order(1)
    void nothingThereIsSaidSo() {
        assertThat(list()).isEqualTo(new Run(0, "No dead letters." + System.lineSeparator(), ""));
        assertThat(list("--code", "No Such", "--event", "Sign Up", "--person", "jane@example.com")
                        .out())
                .startsWith(
                        "No dead letters with code 'No Such' and event 'Sign Up' and that person. A value is compared")
                .doesNotContain("jane");
        assertThat(list("--json")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    @Order(2)
    void theLatestStandsFirstWithItsReason() {
        refuse("m-1");
        refuse("m-2");

        Run run = list();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("2 dead letters, the latest first:")
                .containsSubsequence(
                        "track 'Order Completed'  messageId=m-2  source=segment", "unmappable: ", "messageId=m-1");
        assertThat(run.out()).doesNotContain("ada@example.com");
    }

    @Test
    @Order(3)
    void aLimitLeavesOutTheOlder() {
        Run run = list("--limit", "1");

        assertThat(run.out())
                .startsWith("2 dead letters, the latest first:")
                .contains("messageId=m-2")
                .doesNotContain("messageId=m-1");
    }

    @Test
    @Order(4)
    void otherProgramsGetOneObjectALine() {
        List<JsonNode> letters = list("--json").out().lines().map(Http::json).toList();

        assertThat(letters)
                .extracting(letter -> letter.path("messageId").asText())
                .containsExactly("m-2", "m-1");
        assertThat(letters).allMatch(letter -> letter.path("reason").asText().equals("unmappable"));
    }

    @Test
    @Order(4)
    void theStatusIsOneScreen() {
        List<String> words = new ArrayList<>(List.of("status"));
        words.addAll(Tokens.options(application.management("")));

        Run run = Run.of(words.toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .contains("health     UP", "in         2 kept since the start")
                .contains("waiting    0 in the queue", "aside      0", "delivery   running")
                .contains("letters    2: unmappable 2  (dead-letters count --by code)")
                .anyMatch(line -> line.matches("disk       [0-9.]+ GB free"));
    }

    @Test
    @Order(5)
    void anotherPortIsNotTakenForTheManagementPort() {
        Run run = Run.of("dead-letters", "list", "--url", application.ingest("").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("answered 404. Is it the management port of an instance?");
    }

    /** Of the program as it runs: in this process a command writes to a place of the test's. */
    @Test
    @Order(6)
    void whatMovesATerminalIsPrintedAsAMark(@TempDir Path folder) throws IOException {
        String marks = "a\\u001b[2Jb\\u202ec\\u009b31md\\u200be";
        refuse("m-marks", ", \"note\": \"" + marks + "\"");
        String id = list("--json", "--limit", "1")
                .out()
                .lines()
                .map(line -> Http.json(line).path("id").asText())
                .findFirst()
                .orElseThrow();
        Path printed = folder.resolve("printed");
        try (CommandProcess show = CommandProcess.ask(
                application.management(""), printed, "128m", "dead-letters", "show", id, "--unmask", "a ticket")) {
            assertThat(show.exitCode()).isZero();
        }

        String text = Files.readString(printed);
        assertThat(text).contains("m-marks").containsIgnoringCase(marks);
        assertThat(text.replaceAll("\\R", "")
                        .codePoints()
                        .map(Character::getType)
                        .boxed())
                .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT);
    }

    private static void refuse(String messageId) {
        refuse(messageId, "");
    }

    /** An order number that is longer than Extole takes. */
    private static void refuse(String messageId, String more) {
        long before = list("--json").out().lines().count();
        application.post("/v1/track", """
                {"userId": "u-1", "messageId": "%s", "event": "Order Completed",
                 "properties": {"order_id": "%s", "email": "ada@example.com"%s}}""".formatted(messageId, "9".repeat(39), more));
        await().until(() -> list("--json").out().lines().count() == before + 1);
    }
}
