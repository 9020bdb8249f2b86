package org.extoledestination.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker as a process of its own, from target/brokers: the broker inside the application has no port. */
final class Broker implements AutoCloseable {

    private static final long READY_SECONDS = 60;

    /**
     * What docs/operations.md says of a broker on the same machine: a packet of the loopback fills ActiveMQ's own buffers
     * of 64 KB, and a sender has to wait for each to be emptied.
     */
    private static final String BUFFERS = "socketBufferSize=1048576";

    private static final String CONFIGURATION = """
            <beans xmlns="http://www.springframework.org/schema/beans"
                   xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                   xsi:schemaLocation="http://www.springframework.org/schema/beans
                     http://www.springframework.org/schema/beans/spring-beans.xsd
                     http://activemq.apache.org/schema/core
                     http://activemq.apache.org/schema/core/activemq-core.xsd">
              <broker xmlns="http://activemq.apache.org/schema/core" brokerName="bench" useJmx="false"
                      advisorySupport="false" dataDirectory="%s">
                <destinationPolicy>
                  <policyMap><policyEntries><policyEntry queue=">" producerFlowControl="false"/></policyEntries></policyMap>
                </destinationPolicy>
                <persistenceAdapter>
                  <kahaDB directory="%s" journalDiskSyncStrategy="always" concurrentStoreAndDispatchQueues="false"/>
                </persistenceAdapter>
                <transportConnectors>
                  <transportConnector name="openwire" uri="tcp://127.0.0.1:%d?%s&amp;transport.%s"/>
                </transportConnectors>
              </broker>
            </beans>
            """;

    private final Child process;
    private final int port;

    private Broker(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /** ActiveMQ Classic with KahaDB, every write on disk before it is acknowledged. */
    static Broker classic(Options options, Work work) {
        Path home = home(options, "apache-activemq");
        Path folder = work.folder().resolve("broker");
        int port = Work.free(0);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("activemq.xml"),
                    CONFIGURATION.formatted(
                            folder.resolve("data"), folder.resolve("store"), port, BUFFERS, BUFFERS));
        } catch (IOException e) {
            throw new BenchException("Cannot write into " + folder, e);
        }
        Broker broker = new Broker(
                Child.start(
                        work,
                        "broker",
                        folder,
                        Map.of(),
                        false,
                        List.of(
                                options.java,
                                "-Xmx512m",
                                "-Dactivemq.home=" + home,
                                "-Dactivemq.base=" + folder,
                                "-Dactivemq.conf=" + folder,
                                "-Dactivemq.data=" + folder.resolve("data"),
                                "-jar",
                                home + "/bin/activemq.jar",
                                "start",
                                "xbean:file:" + folder.resolve("activemq.xml"))),
                port);
        broker.awaitReady();
        return broker;
    }

    /**
     * ActiveMQ Artemis with its journal as it tunes it itself for this disk, every write on disk before it is
     * acknowledged.
     */
    static Broker artemis(Options options, Work work) {
        Path home = home(options, "apache-artemis");
        Path folder = work.folder().resolve("broker");
        Work.delete(folder);
        int port = Work.free(0);
        Child create = Child.start(
                work,
                "broker-create",
                work.folder(),
                Map.of(),
                false,
                List.of(
                        options.java,
                        "-Dartemis.home=" + home,
                        "-cp",
                        home + "/lib/artemis-boot.jar",
                        "org.apache.activemq.artemis.boot.Artemis",
                        "create",
                        folder.toString(),
                        "--user=bench",
                        "--password=bench",
                        "--allow-anonymous",
                        "--no-amqp-acceptor",
                        "--no-hornetq-acceptor",
                        "--no-mqtt-acceptor",
                        "--no-stomp-acceptor",
                        "--no-web",
                        "--silent",
                        "--nio",
                        "--java-memory=512M",
                        "--host=127.0.0.1",
                        "--default-port=" + port));
        create.await();
        Broker broker = new Broker(
                Child.start(
                        work,
                        "broker",
                        folder,
                        Map.of("JAVA_HOME", Path.of(options.java).getParent().getParent().toString()),
                        false,
                        List.of(folder.resolve("bin").resolve("artemis").toString(), "run")),
                port);
        broker.awaitReady();
        return broker;
    }

    private static Path home(Options options, String name) {
        Path brokers = options.root.resolve("target/brokers");
        if (!Files.isDirectory(brokers)) {
            throw new BenchException("There is no broker in " + brokers + ". 'mvn package -DskipTests' puts it there.");
        }
        try (Stream<Path> folders = Files.list(brokers)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new BenchException("There is no " + name + "-* in " + brokers));
        } catch (IOException e) {
            throw new BenchException("Cannot read " + brokers, e);
        }
    }

    private void awaitReady() {
        long started = System.nanoTime();
        while (true) {
            process.requireAlive();
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - started > READY_SECONDS * 1_000_000_000L) {
                    throw new BenchException("The broker does not listen after " + READY_SECONDS
                            + " s. The end of its log:\n" + process.endOfLog());
                }
                Application.pause(50);
            }
        }
    }

    String url() {
        return "tcp://127.0.0.1:" + port + "?" + BUFFERS;
    }

    Child process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        Work.delete(process.log().resolveSibling("broker"));
    }
}
