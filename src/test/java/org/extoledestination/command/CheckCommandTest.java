package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.CommandServer;
import org.extoledestination.support.CommandServer.Ran;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** In a folder of its own with the shipped files, where one or the other is edited: there a process checks time and again. */
@Tag("slow")
class CheckCommandTest {

    @TempDir
    private static Path temporary;

    private static Path folder;
    private static CommandServer commands;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createDirectory(temporary.resolve("installation"));
        commands = CommandServer.startIn(folder, temporary.resolve("log"), Map.of());
    }

    @AfterAll
    static void stop() {
        commands.close();
    }

    @BeforeEach
    void copyShippedFiles() throws IOException {
        for (String part : List.of("config", "routes")) {
            FileSystemUtils.deleteRecursively(folder.resolve(part));
            FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
        }
    }

    /** What the command printed, and how it ended. */
    private record Check(int exitCode, List<String> lines) {}

    private static Check check() {
        Ran check = commands.run("check");
        return new Check(check.exitCode(), check.text().lines().toList());
    }

    private static Check checkWith(String... variables) throws IOException {
        Path log = Files.createTempFile(temporary, "check", ".log");
        try (CommandProcess check = CommandProcess.startWith(List.of(variables), folder, log, "check")) {
            int exitCode = check.exitCode();
            return new Check(exitCode, Files.readAllLines(log));
        }
    }

    private void edit(String file, String from, String to) {
        try {
            Path path = folder.resolve(file);
            String text = Files.readString(path);
            assertThat(text).contains(from);
            Files.writeString(path, text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shippedFilesAreSoundAndNothingIsLeftBehind() throws IOException {
        Path log = temporary.resolve("check.log");
        try (CommandProcess check = CommandProcess.startIn(folder, log, "256m", "check")) {
            assertThat(check.exitCode()).isZero();
        }

        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .matches("Sound: \\d+ routes, [1-9]\\d* route tests, \\d+ mapping files, \\d+ mapping tests\\.");
        assertThat(folder).isDirectoryNotContaining("glob:**data");
    }

    /** As a start refuses them. */
    @Test
    void misspeltVariablesAreMistakes() throws IOException {
        Check actual = checkWith("SEGMENT_WRITEKEYS=x", "EXTOLE_EVENT_URL=http://127.0.0.1", "EXTOLE_API_KEY=k\r\n");

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", actual.lines()))
                .contains(
                        "SEGMENT_WRITEKEYS is a variable that no setting uses. Did you mean 'SEGMENT_WRITE_KEYS'?",
                        "EXTOLE_EVENT_URL is a variable that no setting uses. Did you mean 'EXTOLE_EVENTS_URL'?",
                        "EXTOLE_API_KEY ends with a carriage return (CR)",
                        "3 mistakes.");
    }

    @Test
    void anEditThatLetsOtherThingsLeaveFailsTheTestsOfRoutes() throws IOException {
        edit("routes/21-router.camel.yaml", "ref: isFromExtole", "constant: \"false\"");
        edit(
                "routes/31-track.camel.yaml",
                "- to: direct:unique",
                "- to: activemq:copies\n              - to: direct:unique");
        edit("routes/tests/order-with-a-total-that-is-no-number-is-a-dead-letter/letter.json", "bad_value", "other");
        Files.writeString(folder.resolve("routes/tests/track-is-one-request/source.txt"), "segment\n");
        Files.writeString(folder.resolve("routes/tests/identify-is-one-request/more.json"), "{}");

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(actual.lines())
                .contains(
                        "routes/tests/event-of-extole-itself-goes-nowhere/nothing.json  the event is expected to be sent"
                                + " nowhere: from-extole, but it is sent: activemq:copies, async-event",
                        "routes/tests/identify-is-one-request/more.json  no test reads this file. Known: segment.json,"
                                + " requests.json, nothing.json, letter.json, source.txt")
                .anyMatch(line -> line.startsWith(
                        "routes/tests/order-with-a-total-that-is-no-number-is-a-dead-letter/letter.json:2  code: \"other\""
                                + " is expected"))
                .anyMatch(line -> line.startsWith("routes/tests/track-is-one-request/requests.json"))
                .contains("4 mistakes.");
    }

    /** Copies of the routes from before: they run, without what this release guards them by. */
    @Test
    void aRouteThatLacksAGuardIsNotedWithItsFile() throws IOException {
        edit("routes/21-router.camel.yaml", "        - bean: { ref: inHand, method: begin }\n", "");
        edit(
                "routes/21-router.camel.yaml",
                "ref: isOfNoUse",
                "simple: \"${header.segmentType} !in 'identify,track,delete'\"");
        edit("routes/20-queue.camel.yaml", "        parkTo: direct:parked\n", "");
        edit("routes/20-queue.camel.yaml", "        parkIf: \"#isUnforeseen\"\n", "");
        edit("routes/12-ingest-jms.camel.yaml", "    routePolicy: backPressure\n", "");
        edit("routes/32-erasure.camel.yaml", "        - bean: { ref: deletionCap, method: pass }\n", "");
        edit("routes/41-metered.camel.yaml", "- bean: { ref: meteredCalls, method: take }", """
                - throttle:
                            constant: "{{delivery.metered-calls-per-minute}}"
                            timePeriodMillis: "60000"
                            rejectExecution: true""");
        Files.delete(folder.resolve("routes/22-parked.camel.yaml"));
        Files.writeString(folder.resolve("routes/60-crm.camel.yaml"), """
                - route:
                    id: crm
                    description: Reads a queue in which one bad message holds up all.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: activemq:crm.events
                      steps:
                        - log: "came"
                """);

        edit("routes/11-ingest-subscription.camel.yaml", "platform-http:/segment", "platform-http:/segments");
        edit("routes/20-queue.camel.yaml", "        sequenceBy: segmentPerson\n", "");
        edit(
                "routes/20-queue.camel.yaml",
                "        batchListeners: \"#audienceStates,#deliveredIds,#heldEvents\"\n",
                "");
        edit("routes/12-ingest-jms.camel.yaml", "        inOrder: true\n", "");
        edit("routes/12-ingest-jms.camel.yaml", "        exclusive: true\n", "");
        edit("routes/12-ingest-jms.camel.yaml", "        batchListeners: \"#segmentQueue\"\n", "");
        edit("routes/46-held-person.camel.yaml", "        purgeWhenStopping: true\n", "");

        Check actual = check();

        assertThat(actual.exitCode()).isZero();
        assertThat(actual.lines()).hasSize(15).last().asString().startsWith("Sound: ");
        assertThat(actual.lines().subList(0, 14))
                .zipSatisfy(
                        List.of(
                                "11-ingest-subscription.camel.yaml  reads platform-http:/segments",
                                "12-ingest-jms.camel.yaml  lacks the guard 'backPressure'",
                                "12-ingest-jms.camel.yaml  lacks the guard 'batchListeners'",
                                "12-ingest-jms.camel.yaml  lacks the guard 'exclusive'",
                                "12-ingest-jms.camel.yaml  lacks the guard 'inOrder'",
                                "20-queue.camel.yaml  lacks the guard 'batchListeners'",
                                "20-queue.camel.yaml  lacks the guard 'parkTo'",
                                "20-queue.camel.yaml  lacks the guard 'sequenceBy'",
                                "21-router.camel.yaml  lacks the guard 'inHand.begin'",
                                "21-router.camel.yaml  lacks the guard 'isOfNoUse'",
                                "32-erasure.camel.yaml  lacks the guard 'deletionCap.pass'",
                                "41-metered.camel.yaml  lacks the guard 'meteredCalls.take'",
                                "46-held-person.camel.yaml  lacks the guard 'purgeWhenStopping'",
                                "60-crm.camel.yaml  reads activemq:crm.events"),
                        (line, start) -> assertThat(line).startsWith("Note: routes/" + start));
    }

    @Test
    void aLimitForASourceThatIsNotThereIsAMistake() throws IOException {
        edit("config/application.yaml", "by-source: {}", "by-source: { segmnet: { requests-per-second: 5 } }");

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(actual.lines())
                .anySatisfy(line -> assertThat(line).contains("ingest.limits.by-source"))
                .anySatisfy(line -> assertThat(line).contains("Did you mean 'segment'?"));
    }

    @Test
    void mistakesInAllFilesAreListedAtOnceWithFileAndLine() throws IOException {
        edit("routes/31-track.camel.yaml", "ref: mapping", "ref: maping");
        edit("routes/46-held-release.camel.yaml", "delay:", "dealy:");
        edit("config/mappings/conversion.yaml", "as: money", "as: amount");
        edit("config/mappings/identify.yaml", "rest:", "rset:");

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(actual.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("routes/31-track.camel.yaml:8  ")
                        .contains("maping"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("routes/46-held-release.camel.yaml:")
                        .contains("'dealy'. Did you mean 'delay'?"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("config/mappings/conversion.yaml:")
                        .contains("'amount' is not a conversion"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("config/mappings/identify.yaml:")
                        .contains("rset"))
                .endsWith("4 mistakes.");
    }

    @Test
    void settingsRoutesAndMappingsAreListedTogether() throws IOException {
        edit("config/application.yaml", "hold-after: 10s", "hold-after: soon");
        edit("config/application.yaml", "first-wait: 1s", "first-wait: never");
        edit("config/application.yaml", "give-up-after: 4h", "give-up-aftr: 4h");
        edit("routes/31-track.camel.yaml", "ref: mapping", "ref: maping");
        edit("config/mappings/conversion.yaml", "as: money", "as: amount");
        Files.createDirectories(folder.resolve("config/mappings/tests/half"));

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", actual.lines()))
                .contains(
                        "Property: delivery.hold-after",
                        "Property: delivery.first-wait",
                        "delivery.give-up-aftr is no setting. Did you mean 'delivery.give-up-after'?",
                        "routes/31-track.camel.yaml:8  ",
                        "config/mappings/conversion.yaml:")
                .endsWith("5 mistakes.");
    }

    @Test
    void aMappingTestIsNamedByItsPath() throws IOException {
        Files.createDirectories(folder.resolve("config/mappings/tests/half"));

        assertThat(check().lines())
                .anySatisfy(line -> assertThat(line).startsWith("config/mappings/tests/half  segment.json is missing"));
    }

    @Test
    void anAddressThatIsEmptyAndFoldersThatAreMissingAreSaidSo() throws IOException {
        edit("config/application.yaml", "${EXTOLE_EVENTS_URL:https://events.extole.io}", "\"\"");
        FileSystemUtils.deleteRecursively(folder.resolve("config/mappings"));

        Check actual = check();

        assertThat(String.join("\n", actual.lines()))
                .contains("events-url (EXTOLE_EVENTS_URL)", "config/mappings  there is no such folder")
                .doesNotContain("NullPointer");
        FileSystemUtils.deleteRecursively(folder.resolve("config"));
        assertThat(String.join("\n", check().lines()))
                .contains("There are no settings", "there is no such folder")
                .doesNotContain("NullPointer", "Exception");
    }

    @Test
    void thePageShowsWhatItPrints() throws IOException {
        String page = Files.readString(Path.of("docs/check.md"));

        assertThat(page.replaceAll("\\d+ (routes|mapping)", "N $1"))
                .contains(block(check()).replaceAll("\\d+ (routes|mapping)", "N $1"));

        edit("routes/31-track.camel.yaml", "ref: mapping", "ref: maping");
        edit("routes/48-persons.camel.yaml", "throwExceptionOnFailure", "throwExceptionOnFailur");
        Files.writeString(folder.resolve("routes/60-copy.camel.yaml"), "- route:\n\tid: copy\n");
        edit("config/mappings/conversion.yaml", "as: money", "as: amount");
        assertThat(page).contains(block(check()));
    }

    private static String block(Check check) {
        return "```\n" + String.join("\n", check.lines()) + "\n```\n";
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        FileSystemUtils.deleteRecursively(folder.resolve("routes"));

        assertThat(check())
                .isEqualTo(new Check(
                        1,
                        List.of(
                                "routes  the folder does not exist. Start where the folders 'routes' and 'config' are,"
                                        + " or set routes.folder",
                                "1 mistake.")));
    }

    @Test
    void aSettingThatCannotBeIsNamedWithItsPlace() throws IOException {
        edit("config/application.yaml", "hold-after: 10s", "hold-after: soon");

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(actual.lines())
                .anySatisfy(line -> assertThat(line).contains("Property: delivery.hold-after"))
                .anySatisfy(line -> assertThat(line).contains("file:config/application.yaml] - "));
    }

    @Test
    void secretsMayBeMissingAndMappingTestsHoldUnderTheSettings() throws IOException {
        edit("config/application.yaml", "accounts: []", "accounts: [{source: segment, api-key: \"${NOT_SET:}\"}]");
        edit("config/application.yaml", "anonymous: send", "anonymous: drop");
        edit("config/application.yaml", "container: \"\"", "container: test");
        edit("config/application.yaml", "event-names: clean", "event-names: strict");

        assertThat(check().lines()).singleElement().asString().startsWith("Sound: ");
    }

    @Test
    void anAccountThatIsNoneIsNamedWithItsPlace() throws IOException {
        edit("config/application.yaml", "accounts: []", "accounts: [{source: segment}]");

        assertThat(check().lines())
                .anySatisfy(line -> assertThat(line).contains("has neither api-key nor container"))
                .anySatisfy(line -> assertThat(line).contains("delivery.accounts[0]"));
    }

    @Test
    void sourcesThatCannotBeToldApartAreRefusedWithoutShowingAKey() throws IOException {
        edit("config/application.yaml", "    - name: segment\n", """
                    - { name: segment, write-keys: [a, b-secret] }
                    - { name: outlet, write-keys: [' b-secret '] }
                    - name: segment
                """);

        assertThat(check().lines())
                .anySatisfy(line -> assertThat(line).contains("two sources have a key in common"))
                .anySatisfy(line -> assertThat(line).contains("two sources have the same name"))
                .noneSatisfy(line -> assertThat(line).contains("secret"));
    }

    @Test
    void aManagementPortThatIsOpenToTheNetworkIsAMistake() throws IOException {
        edit("config/application.yaml", "    address: 127.0.0.1", "    address: 0.0.0.0");

        Check actual = check();

        assertThat(actual.exitCode()).isEqualTo(1);
        assertThat(actual.lines())
                .anySatisfy(line -> assertThat(line).contains("management.server.address is 0.0.0.0"));

        edit("config/application.yaml", "allow-plain-http: false", "allow-plain-http: true");
        assertThat(check().exitCode()).isZero();
    }

    @Test
    void settingsThatAreNotYamlAreNamedWithTheirLine() throws IOException {
        Files.writeString(folder.resolve("config/application.yaml"), "ingest: [\n");

        assertThat(check())
                .isEqualTo(new Check(
                        1,
                        List.of("config/application.yaml, or a file for one of its profiles, is not YAML:"
                                + " expected the node content, but found '<stream end>', line 2, column 1.")));
    }
}
