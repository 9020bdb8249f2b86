package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.Keys;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.TlsChannel;
import org.extoledestination.support.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same as {@link IdleConnectionsTest} where the port speaks TLS, so that each connection takes up more memory. */
@Tag("slow")
class IdleTlsConnectionsTest {

    /** More than are let in without TLS. */
    private static final int MANY = 1_500;

    /** None of them reaches the share of one address. */
    private static final int ADDRESSES = 10;

    @TempDir
    private static Path folder;

    private static SSLContext context;
    private static HttpClient client;
    private static Sandbox sandbox;
    private static ApplicationProcess application;

    private final List<SocketChannel> idle = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    @BeforeAll
    static void start() {
        Keys keys = new Keys(folder.resolve("keys")).with("server").with("client");
        context = keys.context("client");
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
        sandbox = Sandbox.start(SandboxSettings.defaults());
        List<String> settings = new ArrayList<>(keys.showing("web", "server"));
        settings.add("server.ssl.bundle=web");
        settings.add("management.server.ssl.enabled=false");
        // All that there is room for stay.
        settings.add("ingest.connections.head-timeout=5m");
        application = ApplicationProcess.asInTheImage(sandbox.uri(), folder, settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (SocketChannel channel : idle) {
            channel.close();
        }
        assertThat(application.isAlive()).isTrue();
    }

    /** How far somebody goes who then says no more. */
    enum Kind {
        NOTHING,
        HALF_A_HELLO,
        HALF_A_HANDSHAKE,
        A_HANDSHAKE,
        HALF_A_HEAD,
        A_REQUEST
    }

    @ParameterizedTest
    @EnumSource
    void thousandsKeepNoSenderOut(Kind kind) throws IOException {
        byte[] hello = TlsChannel.hello(context);
        for (int i = 0; i < MANY; i++) {
            SocketChannel channel = TlsChannel.connect(
                    "127.0.0." + (2 + i % ADDRESSES), application.ingest("/").getPort());
            idle.add(channel);
            go(kind, channel, hello);
            if (i % 500 == 499) {
                assertServed();
            }
        }
    }

    private static void go(Kind kind, SocketChannel channel, byte[] hello) throws IOException {
        switch (kind) {
            case NOTHING -> {}
            case HALF_A_HELLO -> channel.write(ByteBuffer.wrap(Arrays.copyOf(hello, hello.length / 2)));
            case HALF_A_HANDSHAKE -> channel.write(ByteBuffer.wrap(hello));
            case A_HANDSHAKE -> TlsChannel.greet(channel, context, "");
            case HALF_A_HEAD -> TlsChannel.greet(channel, context, "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Half: ");
            case A_REQUEST -> TlsChannel.greet(channel, context, Wire.post("/v1/m", "Content-Length: 2") + "{}");
        }
    }

    private void assertServed() {
        String id = "tls-" + System.nanoTime() + "-" + number.incrementAndGet();
        Instant before = Instant.now();
        assertThat(send(id)).isEqualTo(200);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        await().until(() -> new SandboxView(sandbox.uri())
                .eachEvents("/data/segment_message_id")
                .contains(id));
    }

    /** What found its kept connection closed is sent again. */
    private static int send(String id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "https://localhost:" + application.ingest("/").getPort() + "/v1/track"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"userId\": \"u-1\", \"messageId\": \"" + id + "\", \"event\": \"Step\"}"))
                .build();
        try {
            return status(request);
        } catch (IOException e) {
            try {
                return status(request);
            } catch (IOException again) {
                throw new UncheckedIOException(again);
            }
        }
    }

    private static int status(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
