package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the application does not start with, and what it says then. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class ExposureTest {

    private static final java.net.URI NOBODY = java.net.URI.create("http://127.0.0.1:1");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"0.0.0.0", "::", "", "192.0.2.1"})
    void beyondLoopbackWithoutTlsTheStartIsRefused(String address, CapturedOutput output) {
        refused("management.server.address=" + address);

        assertThat(output.getOut())
                .contains(
                        "APPLICATION FAILED TO START",
                        "open to the network without encryption: management.server.address is",
                        "management.server.ssl",
                        "management.allow-plain-http: true")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("data/management-token")).doesNotExist();
    }

    @Test
    void whoSaysThatTlsEndsInFrontOfItMayHaveIt() {
        try (Application application = Application.start(
                NOBODY,
                folder.resolve("data"),
                "management.server.address=0.0.0.0",
                "management.allow-plain-http=true")) {
            assertThat(Http.get(application.management("/actuator/health/liveness"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theIngestPortIsNoManagementPort(CapturedOutput output) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        refused("management.server.port=" + port, "server.port=" + port);

        assertThat(output.getOut()).contains("The management port would be the ingest port");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"short", "a token with blanks that is long enough for all that"})
    void aTokenThatIsNoneStopsTheStart(String content, CapturedOutput output) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);

        refused("management.token-file=" + file);

        assertThat(output.getOut())
                .contains(file.toString(), "it holds no token", "openssl rand -base64 32")
                .doesNotContain(content);
    }

    @Test
    void aPlaceWhereNoTokenCanBeMadeStopsTheStart(CapturedOutput output) throws IOException {
        Path file = Files.createFile(folder.resolve("file")).resolve("token");

        refused("management.token-file=" + file);

        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", "The token of the management port", "" + file);
    }

    @Test
    void aTokenOfYourOwnStaysAndIsWarnedOfIfAllMayReadIt(CapturedOutput output) throws IOException {
        String token = "one-of-our-own-0123456789+/=.~_abcdef";
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (Application application =
                Application.start(NOBODY, folder.resolve("data"), "management.token-file=" + file)) {
            assertThat(Http.get(application.management("/actuator/delivery")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(file).hasContent(token + "\n");
        assertThat(output.getOut())
                .contains("Other users of this machine can read the token", "chmod 600")
                .doesNotContain(token);
    }

    /** In a folder of this user alone, or in one that hands its group on, as volumes of Kubernetes do. */
    @ParameterizedTest
    @CsvSource({
        "rw-------, 0700, false",
        "r--------, 0755, false",
        "rw-r-----, 0700, true",
        "rw-r-----, 0755, true",
        "rw-rw----, 0700, true",
        "rw-r--r--, 0700, true",
        "rw-r-----, 02770, false",
        "r--r-----, 02775, false",
        "rw-r--r--, 02770, true"
    })
    void aTokenIsForItsUserAloneUnlessItsFolderIsForAGroup(String mode, String around, boolean isWarned)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Files.setAttribute(folder, "unix:mode", Integer.parseInt(around, 8));

        assertThat(new TokenFile(file).isReadByOthers()).isEqualTo(isWarned);
    }

    @Test
    void whatAStoppedStartLeftEmptyIsMadeAnew() throws IOException {
        Files.createFile(Files.createDirectories(folder.resolve("data")).resolve("management-token"));

        TokenFile file = new TokenFile(folder.resolve("data/management-token"));
        file.makeIfMissing();

        assertThat(file.read()).hasValueSatisfying(token -> assertThat(token).hasSize(43));
    }

    private AbstractThrowableAssert<?, ?> refused(String... settings) {
        List<String> all = new ArrayList<>(Stream.of(settings).toList());
        return assertThatThrownBy(() -> Application.start(NOBODY, folder.resolve("data"), all.toArray(String[]::new))
                .close());
    }
}
