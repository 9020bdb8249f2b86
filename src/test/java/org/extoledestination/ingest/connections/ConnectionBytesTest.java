package org.extoledestination.ingest.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.awaitility.Awaitility;
import org.extoledestination.support.Keys;
import org.extoledestination.support.TlsChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No connection takes up more of the heap than the settings reckon with, however far its sender goes. */
@Tag("slow")
class ConnectionBytesTest {

    private static final int MANY = 400;

    /** Bytes of the test's own end of a connection. */
    private static final int OWN = 2_000;

    private static final String HEAD = "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Half: ";

    @TempDir
    private Path folder;

    private final List<SocketChannel> channels = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "plain, nothing",
        "plain, half a head",
        "plain, most of a head",
        "TLS, nothing",
        "TLS, half a handshake",
        "TLS, a handshake",
        "TLS, half a head",
        "TLS, most of a head"
    })
    void areNoMoreThanAreReckonedWith(String protocol, String what) throws Exception {
        boolean tls = protocol.equals("TLS");
        Keys keys = new Keys(folder.resolve("keys")).with("server").with("client");
        SSLContext context = keys.context("client");
        Tomcat tomcat = tomcat(tls ? keys : null);
        try {
            GuardedProtocol guarded = (GuardedProtocol) tomcat.getConnector().getProtocolHandler();
            connect(tomcat, what, tls, context);
            close();
            Awaitility.await().until(() -> guarded.count() == 0);
            long before = used();
            for (int i = 0; i < MANY; i++) {
                connect(tomcat, what, tls, context);
            }
            Awaitility.await().until(() -> guarded.count() == MANY);
            long each = (used() - before) / MANY - OWN;

            assertThat(each).isLessThanOrEqualTo(ConnectionSettings.bytes(tls));
        } finally {
            close();
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private void connect(Tomcat tomcat, String what, boolean tls, SSLContext context) throws IOException {
        SocketChannel channel =
                TlsChannel.connect("127.0.0.1", tomcat.getConnector().getLocalPort());
        channels.add(channel);
        String text = switch (what) {
            case "half a head" -> HEAD;
            case "most of a head" -> HEAD + "x".repeat(16_000);
            default -> "";
        };
        if (what.equals("half a handshake")) {
            channel.write(ByteBuffer.wrap(TlsChannel.hello(context)));
        } else if (tls && !what.equals("nothing")) {
            TlsChannel.greet(channel, context, text);
        } else if (!text.isEmpty()) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }

    private Tomcat tomcat(@Nullable Keys keys) throws Exception {
        Connector connector = new Connector(GuardedProtocol.class.getName());
        // As shipped.
        connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(16 << 10));
        connector.setProperty("maxHttpResponseHeaderSize", String.valueOf(4 << 10));
        ((GuardedProtocol) connector.getProtocolHandler())
                .guard(
                        new Connections.Bounds(MANY + 1, MANY + 1, Duration.ofMinutes(5), Duration.ofMinutes(5)),
                        outcome -> {});
        if (keys != null) {
            connector.setProperty("SSLEnabled", "true");
            SSLHostConfig host = new SSLHostConfig();
            SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
            certificate.setCertificateKeystoreFile(keys.storeOf("server").toString());
            certificate.setCertificateKeystorePassword(Keys.PASSWORD);
            certificate.setCertificateKeystoreType("PKCS12");
            host.addCertificate(certificate);
            connector.addSslHostConfig(host);
        }
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        connector.setPort(0);
        tomcat.setConnector(connector);
        tomcat.addContext("", folder.toString());
        tomcat.start();
        return tomcat;
    }

    /** After some collections: what only waits for one is not held. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
