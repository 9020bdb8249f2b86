package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands who connect and say nothing. */
class IdleConnectionsTest {

    private static final int IDLE = 10_000;

    @Test
    void tenThousandIdleConnectionsDoNotKeepASenderOut(@TempDir Path folder) throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(sandbox.uri(), folder)) {
            InetSocketAddress door = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), application.ingest("/").getPort());
            List<SocketChannel> idle = new ArrayList<>();
            try {
                for (int i = 0; i < IDLE; i++) {
                    idle.add(SocketChannel.open(door));
                }

                Instant before = Instant.now();
                int status = Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, """
                        {"userId": "u-1", "messageId": "m-1", "event": "Step"}""")
                        .statusCode();

                assertThat(status).isEqualTo(200);
                assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
                await().until(() -> new SandboxView(sandbox.uri()).events().size() == 1);
            } finally {
                for (SocketChannel channel : idle) {
                    channel.close();
                }
            }
        }
    }
}
