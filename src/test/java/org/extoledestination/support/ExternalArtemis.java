package org.extoledestination.support;

import java.nio.file.Path;
import java.util.List;

/** An ActiveMQ Artemis broker as a process of its own, from the archive that its project publishes. */
public final class ExternalArtemis implements AutoCloseable {

    private final int port = JavaProcess.freePort();
    private final Path folder;
    private JavaProcess process;

    /** Makes an instance under {@code folder} and starts it. */
    public ExternalArtemis(Path folder) {
        this.folder = folder;
        String home = System.getProperty("artemis.home");
        JavaProcess.start(
                        folder.resolveSibling("artemis-create.log"),
                        List.of(
                                "-Dartemis.home=" + home,
                                "-cp",
                                home + "/lib/artemis-boot.jar",
                                "org.apache.activemq.artemis.boot.Artemis",
                                "create",
                                folder.toString(),
                                "--user=tester",
                                "--password=tester",
                                "--allow-anonymous",
                                "--no-amqp-acceptor",
                                "--no-hornetq-acceptor",
                                "--no-mqtt-acceptor",
                                "--no-stomp-acceptor",
                                "--no-web",
                                "--no-autotune",
                                "--nio",
                                "--silent",
                                "--host=127.0.0.1",
                                "--default-port=" + port))
                .await();
        process = launch();
    }

    private JavaProcess launch() {
        return JavaProcess.launch(
                        folder.resolveSibling("artemis.log"),
                        List.of(folder.resolve("bin").resolve("artemis").toString(), "run"))
                .awaitListening(port);
    }

    /** Where it listens for OpenWire. */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same store and port. */
    public void startAgain() {
        process = launch();
    }

    @Override
    public void close() {
        process.kill();
    }
}
