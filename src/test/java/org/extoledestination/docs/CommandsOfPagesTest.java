package org.extoledestination.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.docs.Page.Block;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandServer;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Every command of every page is run by a shell as it is printed, or stands in a list with the reason why not. */
@Tag("slow")
class CommandsOfPagesTest {

    /** What a command looks like that is not run, and why. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("docker compose .* up .*", "Docker is not everywhere; DockerTest"),
            Map.entry("docker buildx .*", "Docker is not everywhere"),
            Map.entry("(kubectl (?!exec)|helm ).*", "needs a cluster; HelmChartIT"),
            Map.entry("(tar|ln -s|cp) .*/opt/?.*|systemctl .*", "installs it on this machine; ArchiveIT"),
            Map.entry("curl -s -u sandbox-\\S+ (?s).*", "ReadmeTest runs it with its answers"),
            Map.entry("curl .*localhost:8090/.*", "SandboxPageTest and ReadmeTest"),
            Map.entry("java -jar \\S+ delivery status --url https.*", "needs TLS: CommandTlsTest"),
            Map.entry("java -jar \\S+ --spring.config.import.*", "runs until it is stopped: KeyExchangeTest"),
            Map.entry("java( -Xmx360m)? -jar \\S+", "runs until it is stopped: NightIT"),
            Map.entry("QUEUE_HOLD=true java .*", "runs until it is stopped: QueueCommandTest"),
            Map.entry("java -jar \\S+ queue (show|park) .*", "needs an event in the queue: QueueCommandTest"),
            Map.entry("java -jar \\S+ deletions re.*", "needs deletions that are held: DeletionCapTest"),
            Map.entry("java -Djarmode.*|docker/write-aot-cache .*|java -XX:AOTCache.*", "FasterStartIT"),
            Map.entry("mvn (-B )?package -DskipTests", "builds the jar that every *IT runs"),
            Map.entry("mvn verify.*", "this test is a part of it"),
            Map.entry("mvn spotless:apply .*", "edits the sources; the build checks what it would do"),
            Map.entry("mvn dependency:copy .*", "needs a repository; MoreComponentsIT, with what the build copies"),
            Map.entry(
                    "mvn spring-boot:run.*|java -jar \\S+ --spring.profiles.active=sandbox",
                    "runs until it is stopped; RecipesTest starts the profile sandbox"),
            Map.entry("git apply docs/recipes/NAME.md", "RecipesTest applies each"),
            Map.entry("openssl pkcs8 .*", "needs a key: TlsTest makes one"),
            Map.entry("(unzip|osv-scanner|trivy|grype) .*", "programs of others, for the packaged jar"),
            Map.entry("bench/(jmh/)?run.*|git worktree .*", "measures for hours"));

    /** What stands in a sentence: every command with more behind it. */
    private static final Pattern INLINE =
            Pattern.compile("(java|curl|openssl|printf|git|docker compose|kubectl|mvn|check"
                    + "|dead-letters|deletions|delivery|find|import|map|queue|refused|shadow|status|suppressions) .+");

    /** What of it is a part of a command whose other parts are the reader's, or none. */
    private static final Pattern PART = Pattern.compile("dead-letters (--event|list --person|import|show|replay)"
            + "|refused (replay|message \\d|-> sent)|queue park|suppressions remove|map FILE --explain"
            + "|java -jar \\S+ dead-letters|import [{].*");

    private static final String LONG = "an-order-id-of-more-than-thirty-eight-characters";

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static CommandServer commands;

    @BeforeAll
    static void start() throws IOException, JMSException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "ingest.sources[0].write-keys=sandbox-write-key",
                "ingest.sources[0].subscription-keys=webhook-key");
        commands = CommandServer.startIn(
                folder,
                folder.resolve("commands.log"),
                Map.of(
                        "SERVER_PORT", String.valueOf(application.ingest("").getPort()),
                        "MANAGEMENT_SERVER_PORT",
                                String.valueOf(application.management("").getPort()),
                        "DATA_DIR", folder.resolve("data").toString(),
                        "EDITOR", "true",
                        "VISUAL", "true"));
        command(
                "java",
                "while [ \"$1\" != -jar ]; do shift; done; shift 2; printf '%s\\0' \"$@\" | PATH=/usr/local/bin:/usr/bin:/bin"
                        + " curl -sS --fail-with-body --data-binary @- " + commands.address());
        for (String name : List.of("dead-letters", "delivery", "import", "map", "queue", "refused", "status")) {
            command(name, "exec java -jar target/extole-destination.jar " + name + " \"$@\"");
        }
        // What runs in a container runs here.
        for (String name : List.of("docker", "kubectl")) {
            command(name, "while [ \"$1\" != exec ]; do shift; done; shift 2; [ \"$1\" != -- ] || shift; exec \"$@\"");
        }
        // Tests are no part of a test; that there is such a test, such a method and such a property is. Nothing else
        // is.
        command("mvn", """
                cd %s && [ "$1" = test ] && shift || exit 1
                for word; do
                  case $word in
                    -Dtest=*'#'*)
                      method=$(printf %%s "${word#*'#'}" | sed 's/[*]/[A-Za-z0-9]*/g')
                      word=${word%%%%'#'*}
                      find . -name "${word#*=}.java" -exec cat {} + | grep -q "void $method(" ;;
                    -Dtest=*) find . -name "${word#*=}.java" | grep -q . ;;
                    -D*=*)
                      property=${word%%%%=*}
                      grep -rqF "\\"${property#-D}\\"" . ;;
                    *) false ;;
                  esac || exit 1
                done
                """.formatted(Path.of("src/test/java").toAbsolutePath()));
        command(
                "curl",
                "for word; do shift; set -- \"$@\" \"$(printf %s \"$word\" | sed"
                        + " -e \"s#^localhost:8080#127.0.0.1:$SERVER_PORT#\""
                        + " -e \"s#^\\(localhost\\|127.0.0.1\\):8081#127.0.0.1:$MANAGEMENT_SERVER_PORT#\")\"; done; exec /usr/bin/env -i"
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
        refused();
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

    /** Two refused messages, for the commands to act on. */
    private static void refused() throws JMSException {
        try (Connection connection =
                        new ActiveMQConnectionFactory("vm://extole-destination?create=false").createConnection();
                Session session = connection.createSession()) {
            Queue queue = session.createQueue("segment.events");
            for (String text : List.of("no JSON", "neither")) {
                session.createProducer(queue).send(session.createTextMessage(text));
            }
        }
        await().until(() -> Http.json(application.management("/actuator/refused"))
                        .path("total")
                        .asInt()
                == 2);
    }

    /** A recipe deletes some of them. */
    @BeforeEach
    void copyShippedFiles() throws IOException {
        for (String part : List.of("routes", "config")) {
            FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
        }
        Files.copy(Path.of("events.json"), folder.resolve("events.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterAll
    static void stop() {
        commands.close();
        application.close();
        sandbox.close();
    }

    /** The commands of a block that are run, and where it stands. */
    record Printed(String page, List<String> commands) {

        @Override
        public String toString() {
            return page + ": " + commands.get(0);
        }
    }

    private static Stream<Printed> printed() {
        return Page.all().stream()
                // What has changed is told in parts of commands.
                .filter(page -> !page.file().endsWith("CHANGELOG.md"))
                .flatMap(page -> Stream.concat(
                                page.blocks().stream().map(Block::commands),
                                page.names().stream()
                                        .filter(name -> INLINE.matcher(name).matches()
                                                && !PART.matcher(name).matches())
                                        .map(List::of))
                        .filter(commands -> !commands.isEmpty())
                        .map(commands -> new Printed(page.file().toString(), commands)));
    }

    static List<Printed> run() {
        return printed()
                .map(block -> new Printed(
                        block.page(),
                        block.commands().stream()
                                .filter(CommandsOfPagesTest::isRun)
                                .toList()))
                .filter(block -> !block.commands().isEmpty())
                .toList();
    }

    private static boolean isRun(String command) {
        return !command.isBlank()
                && !command.startsWith("#")
                && NOT_RUN.keySet().stream().noneMatch(command::matches);
    }

    @Test
    void nothingStandsInTheListThatNoPageHas() {
        Set<String> stale = new TreeSet<>(NOT_RUN.keySet());
        stale.removeIf(each ->
                printed().flatMap(block -> block.commands().stream()).anyMatch(command -> command.matches(each)));

        assertThat(stale).isEmpty();
        assertThat(run().stream().flatMap(block -> block.commands().stream())).hasSizeGreaterThan(60);
    }

    /** Those too that are not run here. */
    @Test
    void everyScriptOfTheProjectIsThere() {
        assertThat(printed()
                        .flatMap(block -> block.commands().stream())
                        .filter(command -> command.matches("(bench|docker)/.*"))
                        .map(command -> Path.of(command.replaceAll(" .*", "")))
                        .distinct())
                .hasSizeGreaterThan(2)
                .allMatch(Files::isExecutable);
    }

    @Test
    void everyProfileThatMavenIsGivenIsOneOfTheProject() {
        String text = String.join("\n", Page.all().stream().map(Page::text).toList());

        assertThat(Page.find("mvn [^`\\n]*-P(\\w+)", text))
                .isNotEmpty()
                .allSatisfy(profile -> assertThat(Page.read(Path.of("pom.xml")))
                        .containsPattern("<profile>\\s*<id>" + profile + "</id>"));
    }

    /** What no test proves does not count as run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mvn deploy",
                "mvn test -Dtest=NoSuchTest",
                "mvn test -Dtest=TortureTest#noSuch*",
                "mvn test -Dtest=TortureTest -Dtorture.sed=1",
                "mvn test -Dtest=TortureTest verify"
            })
    void whatMavenWouldNotDoFails(String command) throws IOException, InterruptedException {
        assertThat(shell(command).exitValue()).isEqualTo(1);
    }

    @Test
    void theProbesOfTheChartAreAnswered() {
        List<String> paths = Page.find(
                "httpGet: \\{ path: (\\S+),",
                Page.read(Path.of("docker/helm/extole-destination/templates/_helpers.tpl")));

        assertThat(paths)
                .hasSize(3)
                .allSatisfy(
                        path -> assertThat(Http.get(application.ingest(path)).statusCode())
                                .isEqualTo(200));
    }

    /** A command works as printed, in a clone: what is not there is written by it, or said to be the reader's own. */
    @Test
    void everyFileThatACommandReadsIsInTheRepositoryOrOfTheReader() {
        List<String> missing = new ArrayList<>();
        for (Printed block : printed().toList()) {
            String page = Page.of(block.page()).text();
            block.commands().stream()
                    .filter(line -> line.matches("(java -jar|dead-letters|refused) .*"))
                    .flatMap(line ->
                            Page.find("(?<!>|--report) ((?:[\\w.-]+/)*[\\w-]+[.](?:json|ndjson|gz|yaml))\\b", line)
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
        String text = String.join("\n", block.commands());
        Process ended = shell(text);

        assertThat(ended.exitValue())
                .as("%s%n%s", text, Files.readString(folder.resolve("said.log")))
                .isZero();
    }

    /** What it prints is in a file. */
    private static Process shell(String text) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", text)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.log").toFile());
        Map<String, String> environment = process.environment();
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("SERVER_PORT", String.valueOf(application.ingest("").getPort()));
        environment.put(
                "MANAGEMENT_SERVER_PORT",
                String.valueOf(application.management("").getPort()));
        Process started = process.start();
        started.getOutputStream().close();
        started.waitFor();
        return started;
    }
}
