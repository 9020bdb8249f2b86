package org.extoledestination.platform.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.SharedClasses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts as processes of their own: those that cannot be end on one screen, and each can be stopped at any moment. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class StartTest {

    private static final String SECRET = "S3cret-of-this-test";
    private static final Path HERE = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Path data;
    private Path output;

    @BeforeEach
    void name() {
        data = folder.resolve("data");
        output = folder.resolve("output.txt");
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws Exception {
        Files.writeString(data, "x");

        assertThat(refusal(1, start(HERE, List.of())))
                .contains("The folder for data, " + data + " (data-dir, DATA_DIR), cannot be used: ")
                .contains("is no folder")
                .contains("set DATA_DIR to another folder");
    }

    @Test
    void aFolderThatMayNotBeWrittenIsRefused() throws Exception {
        List<String> asAnybody = List.of();
        Files.createDirectories(data);
        if (System.getProperty("user.name").equals("root")) {
            asAnybody = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
            assumeTrue(works(asAnybody, "true"), "setpriv");
            Files.setAttribute(data, "unix:uid", 65_534);
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(refusal(1, start(HERE, asAnybody)))
                .contains("The folder for data, " + data)
                .contains("Permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "size=4k"})
    void aDiskThatIsReadOnlyOrFullIsRefused(String options) throws Exception {
        Files.createDirectories(data);
        List<String> mounted = List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o " + options + " tmpfs " + data + " && exec \"$@\"",
                "sh");
        assumeTrue(works(mounted, "true"), "unshare and mount");

        assertThat(refusal(1, start(HERE, mounted)))
                .contains("The folder for data, " + data)
                .contains(options.equals("ro") ? "Read-only file system" : "No space left on device");
    }

    @Test
    void theFilesOfAnotherUserAreNamed() throws Exception {
        List<String> asAnybody = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
        assumeTrue(System.getProperty("user.name").equals("root") && works(asAnybody, "true"), "root and setpriv");
        Path file = Files.writeString(
                Files.createDirectories(data.resolve("broker")).resolve("db-1.log"), "x");
        Files.setAttribute(file, "unix:uid", 65_534);

        assertThat(refusal(1, start(HERE, asAnybody))).contains("Permission denied (" + file + ')');
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker/lock", "database/extole-destination.mv.db", "database/delivered-ids/LOCK"})
    void aFolderThatAnotherProcessHasIsWaitedForAndThenRefused(String file) throws Exception {
        Path held = data.resolve(file);
        Files.createDirectories(held.getParent());
        try (FileChannel channel = FileChannel.open(held, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();

            assertThat(refusal(75, start(HERE, List.of(), "data-dir-wait=1s")))
                    .containsOnlyOnce("Another process has " + data + " open (data-dir, DATA_DIR). This start waits")
                    .contains("Another process still has the folder for data open after 1 s: " + data)
                    .contains("data-dir-wait");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "25h"})
    void aWaitThatIsNoneIsRefused(String wait) throws Exception {
        assertThat(refusal(1, start(HERE, List.of(), "data-dir-wait=" + wait)))
                .contains("data-dir-wait is PT", "Set it to a time from 0s to 24h");
    }

    @Test
    void aNewVersionTakesOverWhenTheOldOneEnds() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (ApplicationProcess old = new ApplicationProcess(nobody, folder)) {
            Process next = start(HERE, List.of());
            awaitOutput("This start waits for its end, up to PT1M");

            old.stop();

            awaitOutput("Started ExtoleDestination");
            assertThat(Files.readString(output)).contains("The other process has left " + data);
            assertThat(stop(next)).isEqualTo(143);
        }
    }

    @Test
    void portsInUseAreNamedAllAtOnce() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0)) {
            assertThat(refusal(
                            1,
                            start(
                                    HERE,
                                    List.of(),
                                    "server.port=" + other.getLocalPort(),
                                    "management.server.port=" + one.getLocalPort())))
                    .contains(
                            "Port " + other.getLocalPort() + " (server.port) cannot be opened: Address already in use")
                    .contains("Port " + one.getLocalPort() + " (management.server.port) cannot be opened")
                    .contains("--server.port=OTHER (variable SERVER_PORT), --management.server.port=OTHER (variable"
                            + " MANAGEMENT_SERVER_PORT)");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void theWrongFolderIsRefused() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        assertThat(refusal(1, launch(elsewhere, java(List.of(), List.of()))))
                .contains("There are no settings: the working directory " + elsewhere.toRealPath())
                .contains("Start in the folder of the installation");
        assertThat(refusal(1, launch(elsewhere, java(List.of(), List.of("data-dir=" + folder.resolve("data"))))))
                .contains("There are no settings: the working directory " + elsewhere.toRealPath());
    }

    @Test
    void anOptionThatIsNoSettingIsRefused() throws Exception {
        assertThat(refusal(1, start(HERE, List.of(), "nonsense=1", "nonsense.of-mine=1", "trace=false")))
                .contains("nonsense is no setting.")
                // A bean of the team's may read what has a family of its own.
                .doesNotContain("trace is no", "of-mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://user:" + SECRET + "@db/x", "jdbc:mysql://db/x?password=" + SECRET, "nonsense"})
    void aDatabaseThatIsNoneOfOursIsRefused(String url) throws Exception {
        assertThat(refusal(1, start(HERE, List.of(), "DATABASE_URL=" + url)))
                .contains("spring.datasource.url (DATABASE_URL) begins with '" + url.split("//", 2)[0] + "', which")
                .contains("Write jdbc:postgresql://host:5432/name");
    }

    @Test
    void whatIsWrittenLikeASettingAndIsNoneIsRefusedAllAtOnce() throws Exception {
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(
                config.resolve("application.yaml"),
                Files.readString(HERE.resolve("config/application.yaml"))
                        .replace("max-depth: 0", "max-dpth: 0")
                        .replace("      enabled: true", "      enbled: true")
                        .replace("by-source: {}", "by-source: { segment: { request-per-second: 5 } }")
                        .replace("dead-letter:", "dead-letters:")
                        .replace("hosts: []", "host: []")
                        .replace("  port: 8080", "  prot: 8080")
                        .replace("    address: 127.0.0.1", "    adress: 127.0.0.1")
                        .replace("    username: ${DATABASE_USER:extole}", "    usrname: extole")
                        .replace("first-wait: 1s", "first_wait: 1s"));

        Files.writeString(config.resolve("application-written.yaml"), "# nothing yet\n");

        assertThat(refusal(
                        1,
                        start(
                                folder,
                                List.of(),
                                "deliverry.hold-after=99x",
                                "spring.profiles.actve=sandbox",
                                "spring.profiles.active=sandbx,written",
                                "logging.levle.root=debug",
                                "logging.level.org.apache.camel=warn",
                                "management.metrics.tags.region=eu",
                                "management.endpoint.refused.access=none",
                                "spring.ssl.bundle.pem.extole.truststore.certificate=x",
                                "server.tomcat.threads.max=10")))
                .contains(
                        "application.yaml:" + lineOf(config, "max-dpth")
                                + "  queue.max-dpth is no setting. Did you mean" + " 'queue.max-depth'?",
                        "ingest.sources[0].enbled is no setting. Did you mean 'ingest.sources.enabled'?",
                        "ingest.limits.by-source.segment.request-per-second is no setting. Did you mean",
                        "dead-letters.keep is no setting. Did you mean 'dead-letter.keep'?",
                        "management.host is no setting. Did you mean 'management.hosts'?",
                        "deliverry.hold-after is no setting. Did you mean 'delivery.hold-after'?",
                        "application.yaml:" + lineOf(config, "  prot:")
                                + "  server.prot is no setting. Did you mean 'server.port'?",
                        "management.server.adress is no setting. Did you mean 'management.server.address'?",
                        "spring.datasource.usrname is no setting. Did you mean 'spring.datasource.username'?",
                        "spring.profiles.actve is no setting. Did you mean 'spring.profiles.active'?",
                        "logging.levle.root is no setting. Did you mean 'logging.level'?",
                        "There is no profile 'sandbx' (spring.profiles.active, SPRING_PROFILES_ACTIVE)",
                        "Did you mean 'sandbox'?")
                .doesNotContain("first_wait", "logging.level.org", "tomcat", "'written'");
    }

    @Test
    void whatIsWrittenLikeAVariableOfASettingAndIsNoneIsRefused() throws Exception {
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(
                config.resolve("application.yaml"),
                Files.readString(HERE.resolve("config/application.yaml"))
                        .replace("anonymous: send", "anonymous: send # EXTOLE_OF_SOMETHING_ELSE"));
        List<String> variables = List.of(
                "env",
                "SEGMENT_WRITEKEYS=k",
                "SEGMENT_WRITE_KEY=k",
                "SEGMENT_SUBSCRIPTION_KEY=k",
                "EXTOLE_API=k",
                "EXTOLE_EVENTS=x",
                "EXTOLE_PROXY=x",
                "BROKER_PASS=k",
                "DATABASE_PASS=k",
                "EXTOLE_EVENT_URL=http://127.0.0.1:1",
                "DATA_DIRECTORY=x",
                "DATABASE_USERNAME=x",
                "QUEUE_MAXDPTH=1",
                "INGEST_SOURCES_0_WRITE_KEY=k",
                "EXTOLE_API_KEY=" + SECRET + "\r\n",
                "EXTOLE_OF_SOMETHING_ELSE=x",
                "EXTOLE_EMPTY=",
                "EXTOLE_DESTINATION_SERVICE_HOST=10.0.0.1",
                "EXTOLE_DESTINATION_PORT_8080_TCP_ADDR=10.0.0.1",
                "BROKER_PORT=tcp://10.0.0.2:61616",
                "DATABASE_NAME=of-somebody-else",
                "QUEUE_MAXDEPTH=0",
                "INGEST_SOURCES_0_SUBSCRIPTIONKEYS=k");

        assertThat(refusal(1, start(folder, variables, "delivery.api-key=")))
                .contains(
                        "SEGMENT_WRITEKEYS is a variable that no setting uses. Did you mean 'SEGMENT_WRITE_KEYS'?",
                        "SEGMENT_WRITE_KEY is a variable that no setting uses. Did you mean 'SEGMENT_WRITE_KEYS'?",
                        "SEGMENT_SUBSCRIPTION_KEY is a variable that no setting uses. Did you mean"
                                + " 'SEGMENT_SUBSCRIPTION_KEYS'?",
                        "EXTOLE_API is a variable that no setting uses. Did you mean 'EXTOLE_API_",
                        "EXTOLE_EVENTS is a variable that no setting uses. Did you mean 'EXTOLE_EVENTS_URL'?",
                        "EXTOLE_PROXY is a variable that no setting uses. Did you mean 'EXTOLE_PROXY_",
                        "BROKER_PASS is a variable that no setting uses. Did you mean 'BROKER_PASSWORD'?",
                        "DATABASE_PASS is a variable that no setting uses. Did you mean 'DATABASE_PASSWORD'?",
                        "EXTOLE_EVENT_URL is a variable that no setting uses. Did you mean 'EXTOLE_EVENTS_URL'?",
                        "DATA_DIRECTORY is a variable that no setting uses. Did you mean 'DATA_DIR'?",
                        "DATABASE_USERNAME is a variable that no setting uses. Did you mean 'DATABASE_USER'?",
                        "QUEUE_MAXDPTH is a variable",
                        "INGEST_SOURCES_0_WRITE_KEY is a variable",
                        "EXTOLE_API_KEY ends with a carriage return (CR)",
                        "name it in a comment of config/application.yaml")
                .doesNotContain("_PORT", "SERVICE_HOST", "SOMETHING_ELSE", "EMPTY", "DATABASE_NAME", "MAXDEPTH");
    }

    private static int lineOf(Path config, String text) throws IOException {
        List<String> lines = Files.readAllLines(config.resolve("application.yaml"));
        return lines.indexOf(lines.stream()
                        .filter(line -> line.contains(text))
                        .findFirst()
                        .orElseThrow())
                + 1;
    }

    @Test
    void whatNobodyForesawIsOneScreenToo() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("config")).resolve("application.yaml"), "a: [\n");

        assertThat(refusal(1, start(folder, List.of())))
                .contains("The application does not start: ")
                .contains("--logging.level.org.springframework.boot.diagnostics=debug");
    }

    /** With settings and routes named as the refusal of the wrong folder says. */
    @Test
    void aRelativeDataFolderIsBelowTheWorkingDirectory() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        Process process = start(
                elsewhere,
                List.of(),
                "data-dir=",
                "DATA_DIR=data",
                "ingest.sources[0].write-keys=key,other-key",
                "spring.config.additional-location=file:" + HERE + "/config/",
                "routes.folder=" + HERE.resolve("routes"),
                "mapping.folder=" + HERE.resolve("config/mappings"));

        awaitOutput("Ready. Send events to ");
        assertThat(read())
                .containsPattern("Version .+, commit .+, profile default, ready after [0-9.]+ s")
                .contains("Data: " + elsewhere.toRealPath().resolve("data")
                        + ". Broker: inside this process. Database: H2, in files")
                .contains("Sources: segment (write keys: 2, subscription keys: 0)")
                .containsPattern("Management: http://127.0.0.1:[1-9]\\d+")
                .containsPattern("Ready. Send events to http://localhost:[1-9]\\d+/v1 or, .*/segment\\n$");
        assertThat(elsewhere.resolve("data/database/extole-destination.mv.db")).exists();
        assertThat(stop(process)).isEqualTo(143);
        assertThat(read()).contains("Stopped after ", "0 in the queue, 0 aside").doesNotContain("other-key");
    }

    /** As a secret out of a file has one. */
    @Test
    void aLineFeedAtTheEndOfAVariableBelongsToNoKeyAndNoAddress() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            start(
                    HERE,
                    List.of(
                            "env",
                            "EXTOLE_API_KEY=sandbox-api-key\n",
                            "EXTOLE_EVENTS_URL=" + sandbox.uri() + "\n",
                            "SEGMENT_WRITE_KEYS=key-of-a-file\n",
                            "DATA_DIR=" + data + "\n"),
                    "delivery.api-key=${EXTOLE_API_KEY}",
                    "delivery.events-url=${EXTOLE_EVENTS_URL}",
                    "ingest.sources[0].write-keys=${SEGMENT_WRITE_KEYS}",
                    "data-dir=");
            awaitOutput("Ready. Send events to ");
            String port = read().replaceFirst("(?s).*Ready. Send events to http://localhost:(\\d+).*", "$1");

            assertThat(Http.post(
                                    URI.create("http://127.0.0.1:" + port + "/v1/track"),
                                    "key-of-a-file",
                                    "{\"userId\": \"u-1\", \"messageId\": \"m-1\", \"event\": \"Step\"}")
                            .statusCode())
                    .isEqualTo(200);

            await().untilAsserted(
                            () -> assertThat(new SandboxView(sandbox.uri()).eachEvents("/data/segment_message_id"))
                                    .containsExactly("m-1"));
            assertThat(data.resolve("management-token")).exists();
        }
    }

    @Test
    void onlyTheSandboxCanBeginEmpty() throws Exception {
        Path kept = Files.writeString(
                Files.createDirectories(data.resolve("broker")).resolve("db-1.log"), "x");

        assertThat(refusal(1, start(HERE, List.of(), "fresh=true")))
                .contains("--fresh deletes what the sandbox has kept in DATA_DIR/sandbox, and this start is without")
                .contains("--spring.profiles.active=sandbox");
        assertThat(kept).exists();
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(ints = {200, 1_000, 2_500, 5_000})
    void aStartEndsWhenItIsToldToWheneverThatIs(int millis) throws Exception {
        Process process = start(HERE, List.of());
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);

        assertThat(stop(process)).isEqualTo(143);
    }

    /** By Ctrl-C too: what cuts it off cannot tell which signal it was. */
    @ParameterizedTest
    @CsvSource({
        "spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/x, TERM",
        "queue.broker-url=tcp://127.0.0.1:%d, TERM",
        "queue.broker-url=tcp://127.0.0.1:%d, INT"
    })
    void aStartThatWaitsForWhatDoesNotAnswerEndsWhenItIsToldTo(String setting, String signal) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Process process = start(HERE, hearing(signal), setting.formatted(silent.getLocalPort()));
            silent.setSoTimeout(60_000);
            silent.accept();

            assertThat(stop(process, signal)).isEqualTo(143);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void theExitCodeOfOneThatRunsIsThatOfTheSignal(String signal, int exitCode) throws Exception {
        Process process = start(HERE, hearing(signal));
        awaitOutput("Ready. Send events to ");

        assertThat(stop(process, signal)).isEqualTo(exitCode);
        assertThat(read())
                .containsPattern("Told to stop \\(SIG" + signal + "[^)]*, exit code " + exitCode + "\\)")
                .contains("Stopped after ");
        assertThat(Files.readString(HERE.resolve("docs/operations.md")))
                .contains(exitCode + ", " + (signal.equals("INT") ? "Ctrl-C" : "SIGTERM"));
    }

    private String refusal(int exitCode, Process process) throws Exception {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        assertThat(said)
                .contains("APPLICATION FAILED TO START", "Description:", "Action:")
                .doesNotContain(SECRET)
                .doesNotContain("\tat ");
        assertThat(said.lines().count()).as(said).isLessThan(30);
        return said;
    }

    /** What a shell runs in the background does not hear Ctrl-C, and hands that on. */
    private static List<String> hearing(String signal) throws Exception {
        if (!signal.equals("INT")) {
            return List.of();
        }
        List<String> prefix = List.of("env", "--default-signal=INT");
        assumeTrue(works(prefix, "true"), "env --default-signal");
        return prefix;
    }

    private static int stop(Process process) throws Exception {
        return stop(process, "TERM");
    }

    private static int stop(Process process, String signal) throws Exception {
        assertThat(works(List.of("kill", "-" + signal), String.valueOf(process.pid())))
                .isTrue();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(90)).until(() -> read().contains(text));
    }

    private String read() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean works(List<String> prefix, String command) throws Exception {
        List<String> all = new ArrayList<>(prefix);
        all.add(command);
        try {
            return new ProcessBuilder(all).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Process start(Path directory, List<String> prefix, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "management.server.port=0",
                "data-dir=" + data,
                "ingest.sources[0].name=segment",
                "ingest.sources[0].write-keys=key",
                "delivery.events-url=http://127.0.0.1:1",
                "delivery.api-url=http://127.0.0.1:1",
                "delivery.api-key=" + SECRET));
        for (String setting : settings) {
            all.removeIf(each -> each.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
            if (!setting.endsWith("=")) {
                all.add(setting);
            }
        }
        return launch(directory, java(prefix, all));
    }

    private static List<String> java(List<String> prefix, List<String> settings) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.options());
        command.add(ExtoleDestination.class.getName());
        settings.forEach(setting -> command.add("--" + setting));
        return command;
    }

    private Process launch(Path directory, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        return process;
    }
}
