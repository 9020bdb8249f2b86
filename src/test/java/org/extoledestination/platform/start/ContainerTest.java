package org.extoledestination.platform.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * As a container runs it: a root that cannot be written, the folder for data as the only other place, a user without a name
 * and without rights, another one after a restart. Needs root and a kernel that lets it make a mount namespace.
 */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class ContainerTest {

    private static final String KEY = "key";

    /** The home of the user who builds may be shut to others, and jars lie there: they are seen here too. */
    private static final String JARS = "/mnt";

    /** Where temporary files are a mount of their own, the root alone is not enough. */
    private static final String READ_ONLY =
            "{ ! mountpoint -q /tmp || mount -o remount,bind,ro /tmp; }" + " && mount -o remount,bind,ro /";

    private static final String REPOSITORY = System.getProperty("user.home") + "/.m2/repository";

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Path data = Path.of("");
    private int port;

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aReadOnlyRootAndAnyUserAreEnoughAndAStopUnderLoadLosesNothing() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "root, to become another user");
        assumeTrue(
                run("unshare", "-m", "sh", "-c", READ_ONLY + " && exec setpriv --reuid=12345 true") == 0,
                "unshare, mount and setpriv: this kernel or container makes no mount namespace, or no mounts in it");
        assumeTrue(Files.isDirectory(Path.of(REPOSITORY)), "a local repository of Maven's");
        data = Files.createDirectory(folder.resolve("data"));
        Files.setAttribute(data, "unix:mode", 02770);
        // JUnit's own folder is for its user alone.
        Files.setAttribute(folder, "unix:mode", 0755);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Sandbox extole = Sandbox.start(SandboxSettings.defaults())) {
            List<String> kept = new ArrayList<>();
            Process first = start(extole.uri(), 54_321);
            awaitReady(first);
            assertThat(data.resolve("tmp")).isNotEmptyDirectory();

            AtomicInteger refused = new AtomicInteger();
            send(kept, 50, refused);
            first.destroy();
            send(kept, Integer.MAX_VALUE, refused);

            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(143);
            assertThat(log()).contains("Told to stop", "Stopped after").doesNotContain(" ERROR ");
            assertThat(kept).hasSizeGreaterThan(50);

            // What the kubelet does to a volume with fsGroup before each start.
            assertThat(run("chmod", "-R", "g+rwX", data.toString())).isZero();
            Process second = start(extole.uri(), 65_432);
            awaitReady(second);
            SandboxView view = new SandboxView(extole.uri());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> view.eachEvents("/data/segment_message_id").containsAll(kept));
            second.destroy();
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Until so many are kept, or until the port is closed. */
    private void send(List<String> kept, int most, AtomicInteger refused) {
        try {
            for (int i = 0; i < most; i++) {
                String id = "m-" + kept.size() + '-' + refused.get();
                HttpResponse<String> answer =
                        Http.post(URI.create("http://127.0.0.1:" + port + "/v1/track"), KEY, """
                                {"userId": "u", "messageId": "%s", "event": "Step"}""".formatted(id));
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
                if (answer.statusCode() == 200) {
                    kept.add(id);
                } else {
                    refused.incrementAndGet();
                }
            }
        } catch (UncheckedIOException e) {
            // The port is closed.
        }
    }

    private void awaitReady(Process process) {
        URI ready = URI.create("http://127.0.0.1:" + port + "/readyz");
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            try {
                return Http.get(ready).statusCode() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(URI extole, int user) throws IOException {
        String script = "mount --bind \"$1\" \"$1\" && mount --bind \"$2\" " + JARS + " && " + READ_ONLY
                + " && ! touch /tmp/x 2>/dev/null && shift 2 && exec \"$@\"";
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                script,
                "sh",
                data.toString(),
                REPOSITORY,
                "setpriv",
                "--reuid=" + user,
                "--regid=0",
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx360m",
                "-Djava.io.tmpdir=" + data.resolve("tmp"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .replace(REPOSITORY, JARS),
                ExtoleDestination.class.getName()));
        for (String setting : List.of(
                "server.port=" + port,
                "management.server.port=0",
                "data-dir=" + data,
                "ingest.sources[0].name=segment",
                "ingest.sources[0].write-keys=" + KEY,
                "delivery.events-url=" + extole,
                "delivery.api-url=" + extole,
                "delivery.api-key=sandbox-api-key")) {
            command.add("--" + setting);
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
