package org.extoledestination.ingest.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that comes on an open connection while the web server stops is not the sender's fault. */
class StoppingServerTest {

    @TempDir
    private Path folder;

    private final Tomcat tomcat = new Tomcat();

    private final Connector connector = new Connector(GuardedProtocol.class.getName());

    @BeforeEach
    void start() throws Exception {
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

    @ParameterizedTest(name = "after {0} requests")
    @ValueSource(ints = {0, 1})
    void anOpenConnectionHears503AndIsClosed(int before) throws Exception {
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            for (int i = 0; i < before; i++) {
                assertThat(answer(sender)).startsWith("HTTP/1.1 404 ");
            }
            await().until(() -> ((GuardedProtocol) connector.getProtocolHandler()).getConnectionCount() > 0);

            connector.pause();

            assertThat(answer(sender))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Connection: close", "\"code\":\"unavailable\"");
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static String answer(Socket sender) throws IOException {
        sender.getOutputStream().write("""
                POST /v1/track HTTP/1.1\r
                Host: localhost\r
                Content-Length: 2\r
                \r
                {}""".getBytes(StandardCharsets.US_ASCII));
        InputStream in = sender.getInputStream();
        StringBuilder head = new StringBuilder();
        sender.setSoTimeout(5000);
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("after '%s'", head).isNotNegative();
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
