package org.extoledestination.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;

/** Every shell block of every page is run by a shell as it is printed, or stands in a list with the reason why not. */
@Tag("slow")
class CommandsOfPagesTest {

    /** By how a block begins. The shell of the test has {@code java}, {@code curl} and {@code dead-letters} of its own. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("mvn ", "builds and tests are no part of a test"),
            Map.entry("#!/bin/sh\ngit diff", "a hook; CheckCommandTest runs what it calls"),
            Map.entry(
                    "export EXTOLE_API_KEY=... SEGMENT_WRITE_KEYS=...\ndocker", "Docker is not everywhere; DockerTest"),
            Map.entry("kubectl ", "needs a cluster"),
            Map.entry("docker buildx", "Docker is not everywhere"),
            Map.entry(
                    "curl -s -u sandbox-write-key: localhost:8080/v1/identify", "ReadmeTest runs it with its answers"),
            Map.entry("curl -s -u sandbox-subscription-key:", "ReadmeTest runs it with its answers"),
            Map.entry("curl localhost:8090", "SandboxPageTest"),
            Map.entry("curl -X DELETE localhost:8090", "SandboxPageTest"),
            Map.entry("curl -s localhost:8090", "SandboxPageTest"),
            Map.entry("curl -s -X DELETE localhost:8090", "SandboxPageTest"),
            Map.entry("java -jar extole-destination.jar delivery status --url", "needs TLS: CommandTlsTest"),
            Map.entry("java -jar target/extole-destination.jar --spring", "runs until it is stopped: KeyExchangeTest"),
            Map.entry("QUEUE_HOLD=true", "runs until it is stopped: QueueCommandTest"),
            Map.entry(
                    "java -jar target/extole-destination.jar deletions",
                    "needs deletions that are held: DeletionCapTest"),
            Map.entry("java -Djarmode", "needs the packaged jar and a JVM with AOT caches"),
            Map.entry("openssl pkcs8", "needs a key: TlsTest makes one"));

    private static final String LONG = "an-order-id-of-more-than-thirty-eight-characters";

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "ingest.sources[0].write-keys=sandbox-write-key",
                "ingest.sources[0].subscription-keys=webhook-key");
        for (String part : List.of("routes", "config")) {
            FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
        }
        command(
                "java",
                "shift 2; exec \"$JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CLASSES\" " + ExtoleDestination.class.getName()
                        + " \"$@\"");
        command("dead-letters", "exec java -jar target/extole-destination.jar dead-letters \"$@\"");
        command(
                "curl",
                "for word; do shift; set -- \"$@\" \"$(printf %s \"$word\" | sed"
                        + " -e \"s#^localhost:8080#127.0.0.1:$SERVER_PORT#\""
                        + " -e \"s#^localhost:8081#127.0.0.1:$MANAGEMENT_SERVER_PORT#\")\"; done; exec /usr/bin/env -i"
                        + " PATH=/usr/local/bin:/usr/bin:/bin curl --fail \"$@\"");
        String event = "{\"type\": \"track\", \"event\": \"Order Completed\", \"userId\": \"u-100\","
                + " \"timestamp\": \"2026-11-23T10:01:00Z\", \"properties\": {\"order_id\": \"A-1\", \"total\": 42.5}}\n";
        Files.writeString(
                folder.resolve("event.json"),
                event.replace("{\"type\"", "{\"messageId\": \"letter-3\", \"type\"")
                        .replace("Order Completed", "Test Event"));
        try (GZIPOutputStream archive = new GZIPOutputStream(Files.newOutputStream(folder.resolve("events.gz")))) {
            archive.write(event.getBytes(UTF_8));
        }
        letters();
    }

    /** A program that the shell of the blocks finds first. */
    private static void command(String name, String body) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + '\n');
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Dead letters for the commands to act on. Extole refuses the third one whatever becomes of it, so it keeps its number. */
    private static void letters() {
        Http.post(sandbox.uri().resolve("/__sandbox/faults"), "", """
                {"match": "letter-3", "status": 400, "code": "event_blocked"}""");
        for (int number = 1; number <= 8; number++) {
            Http.post(application.ingest("/v1/track"), "sandbox-write-key", """
                    {"userId": "u-100", "messageId": "letter-%d", "event": "%s", "properties": {"order_id": "%s"}}
                    """.formatted(
                            number, number == 3 ? "Test Event" : "Order Completed", LONG));
            int expected = number;
            await().until(() -> Http.json(application.management("/actuator/deadletters"))
                            .path("total")
                            .asInt()
                    == expected);
        }
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    /** A block and where it stands. */
    record Printed(String page, String text) {

        boolean isRun() {
            return NOT_RUN.keySet().stream().noneMatch(text::startsWith);
        }

        @Override
        public String toString() {
            return page + ": " + text.lines().findFirst().orElse("");
        }
    }

    private static Stream<Printed> printed() {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream()
                        .filter(block ->
                                Set.of("sh", "bash", "shell", "console").contains(block.language()))
                        .map(block -> new Printed(page.file().toString(), block.text())));
    }

    static List<Printed> run() {
        return printed().filter(Printed::isRun).toList();
    }

    @Test
    void nothingStandsInTheListThatNoPageHas() {
        Set<String> stale = new TreeSet<>(NOT_RUN.keySet());
        stale.removeIf(begin -> printed().anyMatch(block -> block.text().startsWith(begin)));

        assertThat(stale).isEmpty();
        assertThat(run()).hasSizeGreaterThan(15);
    }

    /** A command works as printed, in a clone: what is not there is written by it, or said to be the reader's own. */
    @Test
    void everyFileThatACommandReadsIsInTheRepositoryOrOfTheReader() {
        List<String> missing = new ArrayList<>();
        for (Printed block : printed().toList()) {
            String page = Page.of(block.page()).text();
            block.text()
                    .lines()
                    .filter(line -> line.matches("(java -jar|dead-letters|refused) .*"))
                    .flatMap(line -> Page.find("(?<!>|--report) ((?:[\\w.-]+/)*[\\w-]+[.](?:json|ndjson|gz|yaml))\\b", line)
                            .stream())
                    .filter(name -> !Files.exists(Path.of(name)))
                    .filter(name -> !page.contains("> " + name))
                    .filter(name -> !page.contains('`' + name + "` is a file of yours"))
                    .filter(name -> !page.contains("# " + name + ": a file of yours"))
                    .forEach(name -> missing.add(block.page() + ": " + name));
        }

        assertThat(missing).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("run")
    void isTakenByAShellAsPrinted(Printed block) throws IOException, InterruptedException {
        await().until(() -> !Http.get(application.management("/actuator/deadletters/count?by=state"))
                .body()
                .matches("(?s).*(requested|replaying).*"));
        List<String> shell = List.of("bash", "-e", "-o", "pipefail", "-c", block.text());
        ProcessBuilder process = new ProcessBuilder(new ArrayList<>(shell))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = process.environment();
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.put("CLASSES", absolute(System.getProperty("java.class.path")));
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("SERVER_PORT", String.valueOf(application.ingest("").getPort()));
        environment.put(
                "MANAGEMENT_SERVER_PORT",
                String.valueOf(application.management("").getPort()));
        environment.put("DATA_DIR", folder.resolve("data").toString());
        environment.put("EXTOLE_API_KEY", "sandbox-api-key");
        environment.put("EDITOR", "true");
        environment.put("VISUAL", "true");
        Process started = process.start();
        started.getOutputStream().close();
        String said = new String(started.getInputStream().readAllBytes(), UTF_8);

        assertThat(started.waitFor()).as("%s%n%s", block.text(), said).isZero();
    }

    private static String absolute(String classPath) {
        return String.join(
                ":",
                Stream.of(classPath.split(":"))
                        .map(part -> Path.of(part).toAbsolutePath().toString())
                        .toList());
    }
}
