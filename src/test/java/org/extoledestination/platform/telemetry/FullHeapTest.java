package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.extoledestination.platform.telemetry.FullHeapConfiguration.Fill;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Wire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever meets a full heap, the process ends, also with the options of {@code java -jar} alone. */
@Tag("slow")
class FullHeapTest {

    private static final URI NO_EXTOLE = URI.create("http://127.0.0.1:1");

    @ParameterizedTest(name = "{0} at port {1}")
    @CsvSource({
        "REQUEST, 8080",
        "REQUEST, 8081",
        "WRAPPED, 8080",
        "WRAPPED, 8081",
        "THREAD, 8080",
        "SILENT, 8080",
    })
    void endsTheProcess(Fill how, int port, @TempDir Path folder) {
        List<String> options = List.of("-Xmx200m", "-D" + FullHeapConfiguration.SETTING + "=true");
        try (ApplicationProcess application = ApplicationProcess.withJvm(options, NO_EXTOLE, folder);
                Wire wire = Wire.to(port == 8080 ? application.ingest("/") : application.management("/"))) {
            wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + FullHeapConfiguration.HEADER + ": " + how + "\r\n\r\n");

            await().atMost(Duration.ofSeconds(90)).until(() -> !application.isAlive());
            assertThat(application.exitCode()).isEqualTo(MemoryFault.EXIT_CODE);
        }
    }
}
