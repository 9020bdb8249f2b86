package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.activemq.broker.SslBrokerService;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.Keys;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/tls.md says, on loopback with keys of the test's own. Extole's side is in DeliveryTlsTest. */
@Tag("slow")
class TlsTest {

    private static final String EVENT = "{\"event\":\"Song Played\",\"userId\":\"u\"}";

    @TempDir
    private static Path folder;

    private static Keys keys;

    @TempDir
    private Path data;

    private Sandbox sandbox;

    @BeforeAll
    static void makeKeys() {
        keys = new Keys(folder).with("first").with("second").with("client").with("postgres");
    }

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void ingestSpeaksTlsAndTakesARenewedCertificateWithoutARestart() throws Exception {
        Path certificate = Files.copy(keys.certificate("first"), data.resolve("tls.crt"));
        Path key = Files.copy(keys.key("first"), data.resolve("tls.key"));
        try (Application application = application(
                List.of(),
                "server.ssl.bundle=web",
                "spring.ssl.bundle.pem.web.reload-on-update=true",
                "spring.ssl.bundle.pem.web.keystore.certificate=file:" + certificate,
                "spring.ssl.bundle.pem.web.keystore.private-key=file:" + key)) {
            int port = application.ingest("/").getPort();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(keys.context("client")).build();

            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/track"))
                            .header("Authorization", Http.basic(Application.WRITE_KEY))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(subject(port)).isEqualTo("CN=first");

            Files.copy(keys.key("second"), key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(keys.certificate("second"), certificate, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(Duration.ofSeconds(60)).until(() -> subject(port).equals("CN=second"));
        }
    }

    private static String subject(int port) throws IOException {
        SSLContext context = keys.context("client");
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    @Test
    void theBrokerIsReachedByTlsWithAnAuthorityAndACertificateOfOnesOwn() throws Exception {
        SslBrokerService broker = new SslBrokerService();
        broker.setBrokerName("secure");
        broker.setUseJmx(false);
        broker.setDataDirectory(data.resolve("secure").toString());
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(
                KeyStore.getInstance(keys.storeOf("first").toFile(), Keys.PASSWORD.toCharArray()),
                Keys.PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys.trusted());
        String url = broker.addSslConnector(
                        "ssl://localhost:0?needClientAuth=true",
                        shown.getKeyManagers(),
                        trusted.getTrustManagers(),
                        null)
                .getConnectUri()
                .toString();
        url = url.substring(0, url.indexOf('?') < 0 ? url.length() : url.indexOf('?'));
        broker.start();
        List<String> bundle = new ArrayList<>(keys.trusting("broker"));
        bundle.addAll(keys.showing("broker", "client"));
        try (Application application = application(
                bundle,
                "queue.ssl-bundle=broker",
                "queue.broker-url=failover:(" + url.replaceAll("://[^:]+", "://localhost") + ")?timeout=3000")) {
            await().until(() -> application.post("/v1/track", EVENT).statusCode() == 200);

            delivered();
        } finally {
            broker.stop();
        }
    }

    @Test
    void theDatabaseIsReachedByTlsWithAnAuthorityOfOnesOwn() throws Exception {
        try (EmbeddedPostgres server = database();
                Application application = onDatabase(server, "")) {
            application.post("/v1/track", EVENT);

            delivered();
            assertThat(secured(server)).isPositive();
        }
    }

    /** PostgreSQL lets nobody in without one. */
    @Test
    void theDatabaseIsShownACertificateOfOnesOwn() throws Exception {
        try (EmbeddedPostgres server = database()) {
            Connection first = server.getPostgresDatabase().getConnection();
            try (first) {
                Files.writeString(data.resolve("postgres/pg_hba.conf"), "hostssl all postgres all cert\n");
                first.createStatement().execute("SELECT pg_reload_conf()");
                await().until(() -> !isLetIn(server, ""));
                try (Application application = onDatabase(
                        server, "&sslcert=" + keys.certificate("postgres") + "&sslkey=" + keys.derKey("postgres"))) {
                    application.post("/v1/track", EVENT);

                    delivered();
                }
            }
        }
    }

    private EmbeddedPostgres database() throws IOException {
        Path key = Files.copy(keys.key("first"), data.resolve("database.key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgres"))
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_ca_file", keys.authority().toString())
                .setServerConfig("ssl_cert_file", keys.certificate("first").toString())
                .setServerConfig("ssl_key_file", key.toString())
                .start();
    }

    private static String url(EmbeddedPostgres server, String more) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?sslmode=verify-full&sslrootcert="
                + keys.authority() + more;
    }

    private static boolean isLetIn(EmbeddedPostgres server, String more) {
        try (Connection connection = DriverManager.getConnection(url(server, more), "postgres", "postgres")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private Application onDatabase(EmbeddedPostgres server, String more) {
        return application(
                List.of(),
                "spring.datasource.url=" + url(server, more),
                "spring.datasource.username=postgres",
                "spring.datasource.password=postgres");
    }

    private static int secured(EmbeddedPostgres server) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                                + " WHERE s.ssl AND a.application_name LIKE 'PostgreSQL%'")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }

    @Test
    void secretsAreReadFromFiles() throws IOException {
        Path secrets = Files.createDirectory(data.resolve("secrets"));
        Files.writeString(secrets.resolve("EXTOLE_API_KEY"), "sandbox-api-key\n");
        Files.writeString(secrets.resolve("SEGMENT_WRITE_KEYS"), "key-out-of-a-file\n");
        try (Application application = application(
                List.of(),
                "spring.config.import=optional:configtree:" + secrets + "/",
                "delivery.api-key=${EXTOLE_API_KEY:}",
                "ingest.sources[0].write-keys=${SEGMENT_WRITE_KEYS:}")) {
            assertThat(Http.post(application.ingest("/v1/track"), "key-out-of-a-file", EVENT)
                            .statusCode())
                    .isEqualTo(200);

            delivered();
        }
    }

    private Application application(List<String> bundle, String... settings) {
        List<String> all = new ArrayList<>(bundle);
        all.addAll(List.of(settings));
        return Application.start(
                Objects.requireNonNull(sandbox).uri(), data.resolve("data"), all.toArray(String[]::new));
    }

    private void delivered() {
        SandboxView extole = new SandboxView(sandbox.uri());
        await().atMost(Duration.ofSeconds(30)).until(() -> !extole.events().isEmpty());
    }
}
