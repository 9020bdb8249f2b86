package org.extoledestination.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An ActiveMQ Classic broker as a process of its own, from the archive that its project publishes. */
public final class ExternalBroker implements AutoCloseable {

    private static final String CONFIGURATION = """
            <beans xmlns="http://www.springframework.org/schema/beans"
                   xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                   xsi:schemaLocation="http://www.springframework.org/schema/beans
                     http://www.springframework.org/schema/beans/spring-beans.xsd
                     http://activemq.apache.org/schema/core
                     http://activemq.apache.org/schema/core/activemq-core.xsd">
              <broker xmlns="http://activemq.apache.org/schema/core" brokerName="external" useJmx="false"
                      dataDirectory="%s" useShutdownHook="true">
                <persistenceAdapter><kahaDB directory="%s"/></persistenceAdapter>
                <transportConnectors>
                  <transportConnector name="openwire" uri="tcp://127.0.0.1:%d"/>
                </transportConnectors>
              </broker>
            </beans>
            """;

    private final int port = JavaProcess.freePort();
    private final Path folder;
    private JavaProcess process;

    /** Starts it with its store under {@code folder}. */
    public ExternalBroker(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("activemq.xml"),
                    CONFIGURATION.formatted(folder.resolve("data"), folder.resolve("store"), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch();
    }

    private JavaProcess launch() {
        String home = System.getProperty("activemq.home");
        return JavaProcess.start(
                        folder.resolve("broker.log"),
                        List.of(
                                "-Xmx256m",
                                "-Dactivemq.home=" + home,
                                "-Dactivemq.base=" + folder,
                                "-Dactivemq.conf=" + folder,
                                "-Dactivemq.data=" + folder.resolve("data"),
                                "-jar",
                                home + "/bin/activemq.jar",
                                "start",
                                "xbean:file:" + folder.resolve("activemq.xml")))
                .awaitListening(port);
    }

    /** Where it listens. */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** {@code kill -STOP}: its connections stay, and it says nothing any more. */
    public void hang() {
        process.hang();
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
