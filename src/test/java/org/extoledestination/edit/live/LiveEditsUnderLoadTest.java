package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits of every kind, half of them wrong, while many people's numbered events come in. The long one by hand: {@code mvn
 * test -Dtest=LiveEditsUnderLoadTest -Dlive.rate=1000 -Dlive.edits=50 -Dlive.senders=64}.
 */
@Tag("alone") // measures time
class LiveEditsUnderLoadTest {

    private static final int RATE = Integer.getInteger("live.rate", 300);
    private static final int EDITS = Integer.getInteger("live.edits", 14);
    private static final String FILES = System.getProperty("live.files", ".*");
    private static final int SENDERS = Integer.getInteger("live.senders", 16);
    private static final int PEOPLE = 320;
    private static final int OK = 200;

    private final AtomicLong sent = new AtomicLong();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> numbers = new HashMap<>();
    private volatile boolean over;

    /** One way to edit a file, for the better or for the worse. */
    private record Edit(Folder folder, String file, String old, String changed) {

        void turn() {
            String text = folder.text(file);
            if (text.contains(changed)) {
                folder.replace(file, text.replace(changed, old));
            } else {
                folder.edit(file, old, changed);
            }
        }
    }

    @Test
    void nothingFailsNothingIsLostAndNobodysEventsChangeTheirOrder(@TempDir Path temp) throws Exception {
        Folder routes = new Folder(temp.resolve("routes"), Path.of("routes"));
        Folder mappings = new Folder(temp.resolve("mappings"), Path.of("config/mappings"));
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        temp.resolve("data"),
                        "routes.folder=" + routes.path(),
                        "mapping.folder=" + mappings.path(),
                        "logging.level.org.extoledestination.sandbox=WARN")) {
            List<Thread> senders = start(application);
            await().atMost(Duration.ofMinutes(1)).until(() -> sent.get() > RATE);

            CamelContext camel = application.bean(CamelContext.class);
            int shipped = camel.getRoutes().size();
            List<Long> outcomes = new ArrayList<>();
            long begin = System.nanoTime();
            try {
                List<Edit> good = good(routes, mappings).stream()
                        .filter(each -> each.file().matches(FILES))
                        .toList();
                edit(application, good, wrong(routes, mappings), outcomes);
            } finally {
                over = true;
            }
            double rate = sent.get() / ((System.nanoTime() - begin) / 1e9);
            for (Thread sender : senders) {
                sender.join();
            }

            SandboxView extole = new SandboxView(sandbox.uri());
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> count(application, "extole_destination_queue_depth", "") == 0
                            && extole.events().size() >= sent.get());
            List<String> disorder = disorder(extole.events());
            System.getLogger("live")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} events at {1}/s, {2} edits, slowest outcome {3} ms, {4} failed, {5} out of order, {6} delivered",
                            sent.get(),
                            Math.round(rate),
                            EDITS,
                            Collections.max(outcomes),
                            failures.size(),
                            disorder.size(),
                            extole.events().size());
            assertThat(failures).isEmpty();
            assertThat(disorder).isEmpty();
            assertThat(extole.events()).hasSize((int) sent.get());
            assertThat(application.deadLetters()).isEmpty();
            assertThat(camel.getRoutes()).hasSize(shipped);
            assertThat(application.health("routes").path("status").asText()).isEqualTo("UP");
        }
    }

    private static void edit(Application application, List<Edit> good, List<Edit> wrong, List<Long> outcomes) {
        for (int i = 0; i < EDITS / 2; i++) {
            outcomes.add(edit(application, good, i, "taken"));
            outcomes.add(edit(application, wrong, i, "refused"));
            wrong.get(i % wrong.size()).turn();
            await().until(() -> refused(application) == 0);
        }
    }

    private static List<Edit> good(Folder routes, Folder mappings) {
        return List.of(
                new Edit(mappings, "track.yaml", "segment_message_id:", "note: { value: live }\n  segment_message_id:"),
                new Edit(
                        routes,
                        "10-ingest-http.camel.yaml",
                        "useStreaming: true",
                        "useStreaming: true\n        muteException: true"),
                new Edit(
                        routes, "20-queue.camel.yaml", "parallel: \"{{delivery.parallel-requests}}\"", "parallel: 150"),
                new Edit(
                        routes,
                        "21-router.camel.yaml",
                        "- unmarshal:",
                        "- removeHeader: { name: nothing }\n        - unmarshal:"),
                new Edit(routes, "46-held-release.camel.yaml", "delay: 200", "delay: 300"),
                new Edit(
                        routes,
                        "00-failures.camel.yaml",
                        "redeliveryPolicyRef: storeRedelivery",
                        "redeliveryPolicyRef: extoleRedelivery"),
                new Edit(
                        routes,
                        "40-delivery.camel.yaml",
                        "constant: extole-destination",
                        "constant: extole-destination-live"));
    }

    private static List<Edit> wrong(Folder routes, Folder mappings) {
        return List.of(
                new Edit(mappings, "track.yaml", "when:", "wehn:"),
                new Edit(routes, "31-track.camel.yaml", "ref: mapping", "ref: maping"),
                new Edit(routes, "00-failures.camel.yaml", "java.lang.Exception", "java.lang.Exceptoin"),
                new Edit(routes, "40-delivery.camel.yaml", "throwExceptionOnFailure", "throwExceptionsOnFailure"));
    }

    private static long edit(Application application, List<Edit> edits, int number, String outcome) {
        double before = count(application, "extole_destination_live_total", outcome);
        long begin = System.nanoTime();
        edits.get(number % edits.size()).turn();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> count(application, "extole_destination_live_total", outcome) > before);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private static double refused(Application application) {
        return count(application, "extole_destination_live_refused_edits", "");
    }

    private static double count(Application application, String name, String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(outcome))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<Thread> start(Application application) {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int first = i;
            Thread sender = new Thread(() -> send(application, first), "sender-" + i);
            sender.setDaemon(true);
            sender.start();
            senders.add(sender);
        }
        return senders;
    }

    /** Each person's events come from one sender, who waits for each answer: their order is known. */
    private void send(Application application, int first) {
        long interval = 1_000_000_000L * SENDERS / RATE;
        long next = System.nanoTime();
        for (int number = 0; !over; number++) {
            for (int person = first; person < PEOPLE && !over; person += SENDERS) {
                int status = application
                        .post("/v1/track", """
                                {"userId": "p-%d", "messageId": "p-%d-%d", "event": "Step"}""".formatted(person, person, number))
                        .statusCode();
                if (status == OK) {
                    sent.incrementAndGet();
                } else {
                    failures.add(status + " for p-" + person + "-" + number);
                }
                next += interval;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private List<String> disorder(List<JsonNode> events) {
        List<String> disorder = new ArrayList<>();
        for (JsonNode event : events) {
            String[] id = event.at("/data/segment_message_id").asText().split("-", -1);
            int number = Integer.parseInt(id[2]);
            int expected = numbers.getOrDefault(id[1], 0);
            if (number != expected) {
                disorder.add("p-" + id[1] + ": " + number + " instead of " + expected);
            }
            numbers.put(id[1], number + 1);
        }
        return disorder;
    }
}
