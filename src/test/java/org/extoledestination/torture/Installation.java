package org.extoledestination.torture;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.ExternalDatabase;
import org.extoledestination.support.Http;

/**
 * What is tortured.
 *
 * @param instances processes of the application
 * @param broker the broker that they share, if it is not inside of the only one
 * @param database the same for the database
 * @param files what an operator edits while they run
 * @param disk a small file system that may be filled, if there is one
 * @param clock the file that says how wrong their clocks are
 */
record Installation(
        List<ApplicationProcess> instances,
        Optional<ExternalBroker> broker,
        Optional<ExternalDatabase> database,
        EditedFiles files,
        Optional<SmallDisk> disk,
        Path clock)
        implements AutoCloseable {

    /** Requests under way to Extole at once, for each instance. */
    static final int PARALLEL = 32;

    private static final int LARGEST_PAGE = 10_000;
    private static final int LINES_SHOWN = 60;

    /** One instance, with broker and database inside; with {@code disk} these keep their files there. */
    static Installation embedded(URI extole, Path folder, Optional<Path> disk) {
        EditedFiles files = new EditedFiles(folder);
        Path clock = clock(folder);
        List<String> settings = settings(files, clock);
        settings.add("data-dir=" + disk.orElse(folder).resolve("data"));
        if (disk.isPresent()) {
            // The front door would close in time; here the disk fills to the last byte.
            settings.add("queue.min-free-disk=0");
        }
        return new Installation(
                List.of(new ApplicationProcess(extole, folder, settings.toArray(String[]::new))),
                Optional.empty(),
                Optional.empty(),
                files,
                disk.map(SmallDisk::new),
                clock);
    }

    /** Two instances that share an ActiveMQ Classic broker and a PostgreSQL database. */
    static Installation external(URI extole, Path folder) {
        EditedFiles files = new EditedFiles(folder);
        Path clock = clock(folder);
        List<String> settings = settings(files, clock);
        ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
        ExternalDatabase database = new ExternalDatabase(folder.resolve("database"));
        settings.add("queue.broker-url=" + broker.url());
        settings.addAll(database.settings());
        List<ApplicationProcess> instances = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            instances.add(new ApplicationProcess(
                    extole, EditedFiles.make(folder.resolve(name)), settings.toArray(String[]::new)));
        }
        return new Installation(instances, Optional.of(broker), Optional.of(database), files, Optional.empty(), clock);
    }

    private static Path clock(Path folder) {
        Path file = folder.resolve("clock");
        JumpingClock.jump(file, Duration.ZERO);
        return file;
    }

    private static List<String> settings(EditedFiles files, Path clock) {
        return new ArrayList<>(List.of(
                "delivery.parallel-requests=" + PARALLEL,
                "delivery.hold-after=1s",
                "routes.folder=" + files.routes(),
                "mapping.folder=" + files.mappings(),
                "spring.main.sources=" + JumpingClock.Source.class.getName(),
                "torture.clock=" + clock));
    }

    /** Whether such a blow can be dealt to it. */
    boolean takes(Blow blow) {
        return switch (blow) {
            case KILL_BROKER, KILL_DATABASE -> broker.isPresent();
            case FILL_DISK -> disk.isPresent();
            case KILL_INSTANCE, STOP_INSTANCE, EDIT, WRONG_EDIT, CLOCK_JUMP -> true;
        };
    }

    /** How many messages one crash can repeat: {@code docs/reliability.md} says why. */
    long mostRepeats() {
        return (128L + 100) * instances.size();
    }

    /** The sum over all instances of a metric's lines that contain a text. */
    double metric(String name, String text) {
        return instances.stream().mapToDouble(each -> metric(each, name, text)).sum();
    }

    private static double metric(ApplicationProcess instance, String name, String text) {
        return Http.get(instance.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(text))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whether a component of an instance's health is DOWN, for one of them that answers. */
    boolean isDown(String component) {
        return instances.stream().anyMatch(health(component, "DOWN"));
    }

    private static Predicate<ApplicationProcess> health(String component, String status) {
        return instance -> {
            try {
                return Http.json(instance.management("/actuator/health"))
                        .at("/components/" + component + "/status")
                        .asText()
                        .equals(status);
            } catch (UncheckedIOException e) {
                return false;
            }
        };
    }

    /** The ids of all dead letters; one that is there twice stands here twice. */
    List<String> deadLetters() {
        List<String> ids = new ArrayList<>();
        String page = "";
        do {
            JsonNode listing =
                    Http.json(instances.get(0).management("/actuator/deadletters?limit=" + LARGEST_PAGE + page));
            listing.path("deadLetters")
                    .forEach(letter -> ids.add(letter.path("messageId").asText()));
            page = listing.path("next").isNumber()
                    ? "&before=" + listing.path("next").asLong()
                    : "";
        } while (!page.isEmpty());
        Collections.sort(ids);
        return ids;
    }

    /** Whether nothing is on its way any more. */
    boolean isEmpty() {
        return metric("extole_destination_queue_taken", "") == 0
                && metric("extole_destination_held_events", "") == 0
                && metric("extole_destination_queue_depth", "") == 0
                && broker.map(Installation::hasNothingWaiting).orElse(true);
    }

    private static boolean hasNothingWaiting(ExternalBroker broker) {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            for (String queue : List.of("extole.events", "segment.events", "segment.events.refused", "ActiveMQ.DLQ")) {
                if (session.createBrowser(session.createQueue(queue))
                        .getEnumeration()
                        .hasMoreElements()) {
                    return false;
                }
            }
            return true;
        } catch (JMSException e) {
            return false;
        }
    }

    /** The end of what each instance has printed. */
    String logs() {
        return instances.stream().map(each -> end(each.log())).collect(Collectors.joining("\n---\n"));
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        instances.forEach(ApplicationProcess::close);
        database.ifPresent(ExternalDatabase::close);
        broker.ifPresent(ExternalBroker::close);
    }
}
