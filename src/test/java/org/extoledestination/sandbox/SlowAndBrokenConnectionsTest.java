package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowAndBrokenConnectionsTest {
    private static final String EVENT = quoted("{'event_name':'x','data':{'email':'ada@example.com'}}");

    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void delayAloneDelaysAndThenProcesses() {
        client.fault("{'delayMillis':300}");
        long before = System.nanoTime();

        Reply actual = post("/v6/events");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(actual.status()).isEqualTo(200);
        assertThat(client.show("events")).hasSize(1);
    }

    @Test
    void delayGoesBeforeAnotherFault() {
        client.fault("{'delayMillis':200,'status':504}");
        long before = System.nanoTime();

        assertThat(post("/v6/events").status()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void manyDelayedRequestsWaitSideBySide() throws Exception {
        client.fault("{'delayMillis':500}");
        long before = System.nanoTime();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sockets.add(posting());
        }

        for (Socket socket : sockets) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.close();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(client.show("events")).hasSize(300);
    }

    @Test
    void resetBreaksTheConnection() throws Exception {
        client.fault("{'action':'reset'}");

        try (Socket socket = posting()) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(client.show("events")).isEmpty();
    }

    @Test
    void nothingClosesTheConnectionInOrder() throws Exception {
        client.fault("{'action':'nothing'}");

        try (Socket socket = posting()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(client.show("requests").get(0).get("status").isNull()).isTrue();
    }

    @Test
    void hangNeverAnswers() {
        client.fault("{'action':'hang','next':1}");

        assertThatThrownBy(() -> client.send(client.json("/v6/events")
                        .timeout(Duration.ofMillis(300))
                        .POST(BodyPublishers.ofString(EVENT))))
                .hasCauseInstanceOf(HttpTimeoutException.class);

        await().untilAsserted(() -> assertThat(client.show("requests")).hasSize(1));
        assertThat(post("/v6/events").status()).isEqualTo(200);
    }

    private Reply post(String path) {
        return client.post(path, EVENT);
    }

    private Socket posting() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
        socket.setSoTimeout(10_000);
        String request = "POST /v6/events HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer sandbox-api-key\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
