package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes the cache, with a stand-in for the application: a cache of refused requests would be of little use. */
@Tag("slow")
class WriteAotCacheTest {

    private static final int REQUESTS = 3_000;

    @TempDir
    private Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer application;
    private volatile int refused = -1;

    @BeforeEach
    void standIn() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean isEvent = exchange.getRequestMethod().equals("POST");
            exchange.sendResponseHeaders(isEvent && requests.getAndIncrement() == refused ? 401 : 200, -1);
        });
        application.start();
        Path java = Files.createDirectory(folder.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                echo "$SEGMENT_WRITE_KEYS" >keys
                echo cache >"${1#*=}"
                exec sleep 60
                """);
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void end() {
        application.stop(0);
    }

    /** The shell has keys of its own, as that of somebody who follows the README. */
    @Test
    void theApplicationTakesTheKeyThatTheScriptSends() throws Exception {
        String said = run(0);

        assertThat(Files.readString(folder.resolve("keys"))).isEqualTo("sandbox-write-key\n");
        assertThat(requests).as(said).hasValue(REQUESTS);
    }

    @Test
    void oneRefusedRequestEndsIt() throws Exception {
        refused = REQUESTS / 2;

        assertThat(run(1)).contains("The application did not take the events.", "error: 401");
    }

    private String run(int exitCode) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(
                        Path.of("docker/write-aot-cache").toAbsolutePath().toString(), "app.jar", "start.aot")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        String port = String.valueOf(application.getAddress().getPort());
        script.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        script.environment().put("SEGMENT_WRITE_KEYS", "a-real-key");
        script.environment().put("SERVER_PORT", port);
        script.environment().put("MANAGEMENT_SERVER_PORT", port);
        Process process = script.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(folder.resolve("said"));
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }
}
