package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.awaitility.core.ConditionTimeoutException;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Edits of every kind, half of them wrong, while many people's numbered events come in. The long one by hand: {@code mvn
 * test -Dtest=LiveEditsUnderLoadTest -Dlive.rate=1000 -Dlive.edits=50 -Dlive.senders=64}. With {@code
 * -Dlive.exchange=camel} Camel's own reload exchanges the routes: it fails, and its log says by how much.
 */
@Tag("alone") // measures time
class LiveEditsUnderLoadTest {

    private static final int RATE = Integer.getInteger("live.rate", 300);
    private static final int EDITS = Integer.getInteger("live.edits", 16);
    private static final String FILES = System.getProperty("live.files", ".*");
    private static final int SENDERS = Integer.getInteger("live.senders", 16);
    private static final int PEOPLE = 320;
    private static final int OK = 200;
    /** Events that wait are tried again sooner than that. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final String EXTRA = "32-extra.camel.yaml";
    private static final String TRACK = "31-track.camel.yaml";
    private static final String EXTRA_ROUTE = """
            - route:
                id: extra
                description: A station between two others.
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: direct:extra
                  steps:
                    - to: direct:unique
            """;

    private static final long NEVER = -1;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;

    /** One way to edit files, for the better or for the worse, and the next time back. */
    private interface Edit {

        String file();

        void turn();
    }

    private record Change(Folder folder, String file, String old, String changed) implements Edit {

        @Override
        public void turn() {
            String text = folder.text(file);
            if (text.contains(changed)) {
                folder.replace(file, text.replace(changed, old));
            } else {
                folder.edit(file, old, changed);
            }
        }
    }

    /** A route through which the events pass is left out, and its file removed. */
    private record Removal(Folder routes) implements Edit {

        @Override
        public String file() {
            return EXTRA;
        }

        boolean isDone() {
            return !Files.exists(routes.file(EXTRA));
        }

        @Override
        public void turn() {
            if (isDone()) {
                routes.write(EXTRA, EXTRA_ROUTE);
                routes.edit(TRACK, "direct:unique", "direct:extra");
            } else {
                routes.edit(TRACK, "direct:extra", "direct:unique");
                routes.delete(EXTRA);
            }
        }
    }

    /** What became of accepted events, by their numbers. */
    private record Tally(int lost, int letters, int doubled, int disordered) {

        static Tally of(Set<String> accepted, List<String> delivered, List<String> letters) {
            Set<String> missing = new HashSet<>(accepted);
            Map<String, Integer> latest = new HashMap<>();
            Set<String> seen = new HashSet<>();
            int doubled = 0;
            int disordered = 0;
            for (String id : delivered) {
                missing.remove(id);
                String person = id.substring(0, id.lastIndexOf('-'));
                int number = Integer.parseInt(id.substring(person.length() + 1));
                if (!seen.add(id)) {
                    doubled++;
                } else if (latest.merge(person, number, Math::max) > number) {
                    disordered++;
                }
            }
            letters.forEach(missing::remove);
            return new Tally(missing.size(), letters.size(), doubled, disordered);
        }
    }

    @Test
    void nothingFailsNothingIsLostAndNobodysEventsChangeTheirOrder(@TempDir Path temp) throws Exception {
        Folder routes = new Folder(temp.resolve("routes"), Path.of("routes"));
        Folder mappings = new Folder(temp.resolve("mappings"), Path.of("config/mappings"));
        Removal removal = new Removal(routes);
        removal.turn();
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        temp.resolve("data"),
                        "routes.folder=" + routes.path(),
                        "mapping.folder=" + mappings.path(),
                        "logging.level.org.extoledestination.sandbox=WARN")) {
            List<Thread> senders = start(application);
            await().atMost(Duration.ofMinutes(1)).until(() -> accepted.size() > RATE);

            CamelContext camel = application.bean(CamelContext.class);
            int atStart = camel.getRoutes().size();
            List<Long> taken = new ArrayList<>();
            List<Long> refused = new ArrayList<>();
            long begin = System.nanoTime();
            try {
                List<Edit> good = good(routes, mappings, removal).stream()
                        .filter(each -> each.file().matches(FILES))
                        .toList();
                edit(application, good, wrong(routes, mappings), taken, refused);
            } finally {
                over = true;
            }
            double rate = accepted.size() / ((System.nanoTime() - begin) / 1e9);
            for (Thread sender : senders) {
                sender.join();
            }

            Tally tally = outcome(application, new SandboxView(sandbox.uri()));
            System.getLogger("live")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} events at {1}/s, {2} edits; ms until one is taken {3}, refused {4}; {5}; {6} not accepted {7}",
                            accepted.size(),
                            Math.round(rate),
                            EDITS,
                            taken,
                            refused,
                            tally,
                            failures.size(),
                            failures.stream().limit(5).toList());
            assertThat(taken).doesNotContain(NEVER);
            assertThat(refused).doesNotContain(NEVER);
            assertThat(failures).isEmpty();
            assertThat(tally).isEqualTo(new Tally(0, 0, 0, 0));
            assertThat(camel.getRoutes()).hasSize(removal.isDone() ? atStart - 1 : atStart);
            assertThat(application.health("routes").path("status").asText()).isEqualTo("UP");
        }
    }

    /** Waits until all that was accepted has arrived, or nothing comes any more. */
    private Tally outcome(Application application, SandboxView extole) {
        JdbcTemplate database = application.bean(JdbcTemplate.class);
        List<Tally> tallies = new ArrayList<>();
        List<Integer> arrived = new ArrayList<>(List.of(-1));
        long[] latest = {System.nanoTime()};
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    List<String> delivered = extole.events().stream()
                            .map(event -> event.at("/data/segment_message_id").asText())
                            .toList();
                    List<String> letters = database.queryForList("SELECT message_id FROM dead_letters", String.class);
                    Tally tally = Tally.of(accepted, delivered, letters);
                    tallies.add(tally);
                    if (arrived.get(0) != delivered.size() + letters.size()) {
                        arrived.set(0, delivered.size() + letters.size());
                        latest[0] = System.nanoTime();
                    }
                    return count(application, "extole_destination_queue_depth", "") == 0
                            && (tally.lost() == 0 || System.nanoTime() - latest[0] > QUIET.toNanos());
                });
        return tallies.get(tallies.size() - 1);
    }

    private static void edit(
            Application application, List<Edit> good, List<Edit> wrong, List<Long> taken, List<Long> refused) {
        for (int i = 0; i < EDITS / 2; i++) {
            taken.add(edit(application, good, i, "taken"));
            refused.add(edit(application, wrong, i, "refused"));
            wrong.get(i % wrong.size()).turn();
            if (!isSoon(() -> refused(application) == 0)) {
                refused.add(NEVER);
            }
        }
    }

    private static List<Edit> good(Folder routes, Folder mappings, Removal removal) {
        return List.of(
                new Change(
                        mappings, "track.yaml", "segment_message_id:", "note: { value: live }\n  segment_message_id:"),
                new Change(
                        routes,
                        "10-ingest-http.camel.yaml",
                        "useStreaming: true",
                        "useStreaming: true\n        muteException: true"),
                new Change(
                        routes, "20-queue.camel.yaml", "parallel: \"{{delivery.parallel-requests}}\"", "parallel: 150"),
                new Change(
                        routes,
                        "21-router.camel.yaml",
                        "- unmarshal:",
                        "- removeHeader: { name: nothing }\n        - unmarshal:"),
                removal,
                new Change(routes, "46-held-release.camel.yaml", "delay: 200", "delay: 300"),
                new Change(
                        routes,
                        "00-failures.camel.yaml",
                        "redeliveryPolicyRef: storeRedelivery",
                        "redeliveryPolicyRef: extoleRedelivery"),
                new Change(
                        routes,
                        "40-delivery.camel.yaml",
                        "constant: extole-destination",
                        "constant: extole-destination-live"));
    }

    private static List<Edit> wrong(Folder routes, Folder mappings) {
        return List.of(
                new Change(mappings, "track.yaml", "when:", "wehn:"),
                new Change(routes, TRACK, "ref: mapping", "ref: maping"),
                new Change(routes, "00-failures.camel.yaml", "java.lang.Exception", "java.lang.Exceptoin"),
                new Change(routes, "40-delivery.camel.yaml", "throwExceptionOnFailure", "throwExceptionsOnFailure"));
    }

    private static long edit(Application application, List<Edit> edits, int number, String outcome) {
        double before = count(application, "extole_destination_live_total", outcome);
        long begin = System.nanoTime();
        edits.get(number % edits.size()).turn();
        return isSoon(() -> count(application, "extole_destination_live_total", outcome) > before)
                ? Duration.ofNanos(System.nanoTime() - begin).toMillis()
                : NEVER;
    }

    /** Without an end to the test: what else an exchange of routes does is told too. */
    private static boolean isSoon(Callable<Boolean> condition) {
        try {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
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
                String id = "p-" + person + '-' + number;
                String answer = answer(application, person, id);
                if (answer.equals(String.valueOf(OK))) {
                    accepted.add(id);
                } else {
                    failures.add(answer + " for " + id);
                }
                next += interval;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private static String answer(Application application, int person, String id) {
        try {
            return String.valueOf(
                    application.post("/v1/track", """
                            {"userId": "p-%d", "messageId": "%s", "event": "Step"}""".formatted(person, id)).statusCode());
        } catch (UncheckedIOException e) {
            return Objects.requireNonNull(e.getCause()).getClass().getSimpleName();
        }
    }
}
