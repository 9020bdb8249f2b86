package org.extoledestination.platform.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The sandbox has a folder of its own; {@code --fresh} empties that, and never one of a real run. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class SandboxFolderTest {

    private static final String ORDER = """
            {"userId": "u-100", "event": "Order Completed", "properties": {"order_id": "ord-9", "total": 42.5}}""";

    @TempDir
    private Path folder;

    private Path data;
    private Path sandbox;
    private Path kept;

    @BeforeEach
    void anEarlierRun() throws IOException {
        data = folder.resolve("data");
        sandbox = data.resolve("sandbox");
        kept = Files.writeString(
                Files.createDirectories(sandbox.resolve("broker")).resolve("db-1.log"), "x");
        Files.writeString(sandbox.resolve(".sandbox"), "");
    }

    @Test
    void theSameOrderIsDeliveredByEachStart() throws IOException {
        Files.delete(kept);
        Path beside =
                Files.writeString(Files.createDirectory(data.resolve("broker")).resolve("db-1.log"), "x");
        int port = freePort();
        SandboxView extole = new SandboxView(URI.create("http://127.0.0.1:" + port));
        try (ApplicationProcess application = ApplicationProcess.inFolder(
                Path.of("").toAbsolutePath(),
                URI.create("http://127.0.0.1:1"),
                folder,
                "spring.profiles.active=sandbox",
                "sandbox.port=" + port,
                "fresh")) {
            order(application);
            await().until(() -> extole.events().size() == 1);
            order(application);
            await().untilAsserted(() -> assertThat(Http.get(application.management("/actuator/prometheus"))
                            .body())
                    .containsPattern("delivery_total\\{.*outcome=\"duplicate\".*} 1"));

            application.stop();
            application.startAgain();
            order(application);

            await().until(() -> extole.events().size() == 1);
            assertThat(Files.readString(application.log())).contains(sandbox + " was emptied (--fresh)");
            assertThat(beside).exists();
            assertThat(beside.getParent()).as("the folder of real runs").isDirectoryNotContaining("glob:**lock");
            assertThat(data.resolve("database")).doesNotExist();
        }
    }

    /** Spring Boot takes the variable DATA_DIR for the setting data-dir, and the profile's file has no say. */
    @Test
    void itIsNeverTheFolderOfRealRuns() {
        assertThat(SandboxFolder.of(data, settings("sandbox"))).isEqualTo(sandbox);
        assertThat(SandboxFolder.of(sandbox, settings("sandbox"))).isEqualTo(sandbox);
        assertThat(SandboxFolder.of(folder, settings("sandbox"))).isEqualTo(folder);
        assertThat(SandboxFolder.of(data, settings())).isEqualTo(data);
    }

    private static void order(ApplicationProcess application) {
        assertThat(Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, ORDER)
                        .statusCode())
                .isEqualTo(200);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Test
    void whatASandboxHasKeptIsDeleted() {
        SandboxFolder.empty(sandbox, Duration.ZERO, settings("sandbox"));
        SandboxFolder.empty(sandbox, Duration.ZERO, settings("sandbox"));

        assertThat(sandbox).isEmptyDirectory();
    }

    @Test
    void aStartOfAnotherProfileOrFolderDeletesNothing() {
        for (Path each : new Path[] {data, folder, sandbox.resolve("sandbox"), folder.resolve("sandbox")}) {
            assertRefused(each, settings("sandbox"), "data-dir is " + each);
        }
        assertRefused(sandbox, settings("sandbox-of-mine"), "without the profile 'sandbox'");
        assertRefused(sandbox, settings(), "without the profile 'sandbox'");
    }

    /** With DATA_DIR=/srv/sandbox, a start of the sandbox with DATA_DIR=/srv would have the same folder. */
    @Test
    void aFolderThatARealRunHasUsedIsLeft() throws IOException {
        Files.delete(sandbox.resolve(".sandbox"));

        assertRefused(sandbox, settings("sandbox"), "the sandbox has not made it");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path real = Files.move(sandbox, folder.resolve("real"));
        Files.createSymbolicLink(sandbox, real);

        assertRefused(sandbox, settings("sandbox"), "is a link");
    }

    @Test
    void aSandboxThatRunsIsLeft() throws IOException {
        Path held = sandbox.resolve("broker/lock");
        try (FileChannel channel = FileChannel.open(held, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();

            assertThatThrownBy(() -> SandboxFolder.empty(sandbox, Duration.ZERO, settings("sandbox")))
                    .isInstanceOf(FolderHeldException.class);
            assertThat(kept).exists();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--fresh,true",
        "--fresh=true,true",
        "--fresh=false,false",
        "fresh,false",
        "--sandbox.port=1,false",
        "--refresh,false"
    })
    void itIsAskedForByAnArgument(String argument, boolean isAsked) {
        assertThat(SandboxFolder.isAsked("--server.port=0", argument)).isEqualTo(isAsked);
    }

    private void assertRefused(Path dataDir, StandardEnvironment settings, String why) {
        assertThatThrownBy(() -> SandboxFolder.empty(dataDir, Duration.ZERO, settings))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(why);
        assertThat(kept).exists();
    }

    private StandardEnvironment settings(String... profiles) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.setActiveProfiles(profiles);
        settings.getPropertySources().addFirst(new MapPropertySource("test", Map.of("DATA_DIR", data.toString())));
        return settings;
    }
}
