package org.extoledestination.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.Keys;
import org.extoledestination.support.SecureExtole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extole over TLS: whom we trust, what we show, and what is said when that does not fit. */
@Tag("slow")
class DeliveryTlsTest {

    private static final String EVENT = "{\"event\":\"Song Played\",\"userId\":\"u\",\"messageId\":\"m\"}";

    @TempDir
    private static Path folder;

    private static Keys keys;

    @TempDir
    private Path dataDir;

    @BeforeAll
    static void makeKeys() {
        keys = new Keys(folder)
                .with("server")
                .with("client")
                .with("elsewhere", "-ext", "san=dns:elsewhere.example.com", "-validity", "30")
                .with("expired", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "5");
    }

    @Test
    void anAuthorityOfOnesOwnIsTrusted() {
        try (SecureExtole extole = new SecureExtole(keys.context("server"), false, 0);
                Application application = start(extole.uri(), trusting())) {
            application.post("/v1/track", EVENT);

            await().until(() -> extole.received() == 1);
        }
    }

    /** Without a bundle: for all connections of the process at once. */
    @Test
    void anAuthorityInTheTrustStoreOfTheWholeJvmIsTrusted() {
        List<String> options = List.of(
                "-Xmx256m",
                "-Djavax.net.ssl.trustStore=" + keys.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + Keys.PASSWORD);
        try (SecureExtole extole = new SecureExtole(keys.context("server"), false, 0);
                ApplicationProcess application = ApplicationProcess.withJvm(options, extole.uri(), dataDir)) {
            Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, EVENT);

            await().until(() -> extole.received() == 1);
        }
    }

    @Test
    void aClientCertificateIsShown() {
        List<String> settings = trusting();
        settings.addAll(keys.showing("extole", "client"));
        try (SecureExtole extole = new SecureExtole(keys.context("server"), true, 0);
                Application application = start(extole.uri(), settings)) {
            application.post("/v1/track", EVENT);

            await().until(() -> extole.received() == 1);
        }
    }

    @Test
    void aMissingClientCertificateIsOurSetUp() throws IOException {
        SSLContext context = keys.context("server");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            answer(server, socket -> {
                SSLSocket tls = (SSLSocket)
                        context.getSocketFactory().createSocket(socket, "localhost", server.getLocalPort(), false);
                tls.setUseClientMode(false);
                tls.setNeedClientAuth(true);
                try {
                    tls.getInputStream().read();
                } catch (SSLException refused) {
                    // What the client still writes is read: else its system drops what TLS has told it.
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            });

            pauses(
                    URI.create("https://localhost:" + server.getLocalPort()),
                    trusting(),
                    "does not take our client certificate, or misses one",
                    "delivery.ssl-bundle");
        }
    }

    /** The event waits until the certificate is one that is trusted, and then arrives. */
    @Test
    void anUntrustedCertificateIsOurSetUpAndTheEventWaits() {
        Keys others = new Keys(dataDir.resolve("others")).with("server");
        SecureExtole untrusted = new SecureExtole(others.context("server"), false, 0);
        URI address = untrusted.uri();
        try (Application application = start(address, trusting())) {
            application.post("/v1/track", EVENT);
            await().until(() -> health(application).path("status").asText().equals("DOWN"));
            assertThat(detail(application, "reason"))
                    .isEqualTo("the certificate of localhost:" + address.getPort() + " is not trusted");
            assertThat(detail(application, "action")).contains("delivery.ssl-bundle", "EXTOLE_EVENTS_URL");
            untrusted.close();
            try (SecureExtole trusted = new SecureExtole(keys.context("server"), false, address.getPort())) {
                await().until(() -> trusted.received() == 1);
                await().until(() -> health(application).path("status").asText().equals("UP"));
            }
            assertThat(application.deadLetters()).isEmpty();
        } finally {
            untrusted.close();
        }
    }

    @Test
    void aCertificateForAnotherHostIsOurSetUp() {
        try (SecureExtole extole = new SecureExtole(keys.context("elsewhere"), false, 0)) {
            pauses(extole, trusting(), "is for another host", "EXTOLE_EVENTS_URL");
        }
    }

    @Test
    void anExpiredCertificateIsSaid() {
        try (SecureExtole extole = new SecureExtole(keys.context("expired"), false, 0)) {
            pauses(extole, trusting(), "has expired or is not valid yet", "the clock of this machine");
        }
    }

    @Test
    void anUnknownHostIsOurSetUp() {
        pauses(
                URI.create("https://no-such-host.invalid"),
                List.of(),
                "the host of no-such-host.invalid:443 is not known",
                "EXTOLE_EVENTS_URL");
    }

    @Test
    void aServerWithoutTlsIsOurSetUp() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            answer(plain, socket -> {
                socket.getInputStream().read(new byte[16_384]);
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            });

            pauses(
                    URI.create("https://localhost:" + plain.getLocalPort()),
                    List.of(),
                    "localhost:" + plain.getLocalPort() + " does not speak TLS",
                    "https://");
        }
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    /** One connection after the other, until the socket is closed. */
    private static void answer(ServerSocket server, Conversation conversation) {
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    conversation.with(socket);
                } catch (IOException nextOne) {
                    // Whatever the client does, the next one is served.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void pauses(SecureExtole extole, List<String> settings, String reason, String action) {
        pauses(extole.uri(), settings, reason, action);
        assertThat(extole.received()).isZero();
    }

    private void pauses(URI extole, List<String> settings, String reason, String action) {
        try (Application application = start(extole, settings)) {
            application.post("/v1/track", EVENT);
            await().until(() -> health(application).path("status").asText().equals("DOWN"));

            assertThat(detail(application, "reason")).contains(reason);
            assertThat(detail(application, "action")).contains(action);
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private static JsonNode health(Application application) {
        return application.health("delivery");
    }

    private static String detail(Application application, String name) {
        return health(application).path("details").path(name).asText();
    }

    private static List<String> trusting() {
        List<String> settings = new ArrayList<>(keys.trusting("extole"));
        settings.add("delivery.ssl-bundle=extole");
        return settings;
    }

    private Application start(URI extole, List<String> settings) {
        return Application.start(extole, dataDir.resolve("data"), settings.toArray(String[]::new));
    }
}
