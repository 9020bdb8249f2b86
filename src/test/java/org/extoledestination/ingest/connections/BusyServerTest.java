package org.extoledestination.ingest.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deadline is for the sender: what has arrived and waits for a thread of ours is not late. */
class BusyServerTest {

    private static final Duration HEAD_TIMEOUT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector(GuardedProtocol.class.getName());
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void startWithoutAThreadThatIsFree() throws Exception {
        GuardedProtocol protocol = (GuardedProtocol) connector.getProtocolHandler();
        protocol.guard(new Connections.Bounds(10, 10, HEAD_TIMEOUT, Duration.ofSeconds(35)), outcome -> {});
        protocol.setExecutor(waiting::add);
        tomcat.setBaseDir(folder.toString());
        connector.setPort(0);
        tomcat.setConnector(connector);
        tomcat.addContext("", folder.toString());
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void aRequestThatWaitsForAThreadIsServedWhenThereIsOne() throws Exception {
        try (Socket honest = connected();
                Socket silent = connected()) {
            honest.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            // Later than the end of the silent one, which came after it: its time is over too.
            try (Socket next = connected()) {
                assertThat(next.getInputStream().read()).isEqualTo(-1);
            }
            waiting.forEach(Runnable::run);

            assertThat(new String(honest.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 404");
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
