package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.extoledestination.event.Person;
import org.extoledestination.queue.shard.Shards;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances on one broker and one PostgreSQL, with shards. */
@Tag("slow")
class ShardedQueueTest {

    private static final Shards SHARDS = new Shards(EventQueue.NAME, 8);
    private static final Set<String> ALL = all();
    /** Much longer than a lease: this is for machines that are busy. */
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final int PERSONS = 40;
    private static final int EVENTS = 5;

    @TempDir
    private Path folder;

    private ExternalBroker broker;
    private EmbeddedPostgres database;
    private Sandbox sandbox;
    private SandboxView extole;
    private Silence silence;
    private final List<AutoCloseable> instances = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        broker = new ExternalBroker(folder.resolve("broker"));
        database = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .start();
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        silence = new Silence();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : instances) {
            each.close();
        }
        silence.close();
        sandbox.close();
        database.close();
        broker.close();
    }

    @Test
    void aStuckInstanceCostsOthersNothingOneThatJoinsGetsItsShareAndThatOfAKilledOneIsTakenOver() throws Exception {
        Application stuck = application("stuck", silence.uri());
        Application well = application("well", sandbox.uri());
        await().atMost(SOON).until(() -> isShared(shards(stuck), shards(well)));
        Set<String> ofWell = shards(well);
        List<String> kept = send(stuck, 0);

        await().atMost(SOON)
                .until(() -> delivered()
                        .containsAll(kept.stream()
                                .filter(id -> ofWell.contains(SHARDS.queueOf(person(id))))
                                .toList()));

        Path own = Files.createDirectories(folder.resolve("joined"));
        ApplicationProcess joined = new ApplicationProcess(sandbox.uri(), own, settings());
        instances.add(joined);
        await().atMost(SOON)
                .until(() -> isShared(shards(stuck), shards(well), shards(joined))
                        && shards(joined).size() >= 2);
        kept.addAll(send(well, EVENTS));
        joined.kill();
        await().atMost(SOON).until(() -> isShared(shards(stuck), shards(well)));

        instances.remove(stuck);
        stuck.close();
        await().atMost(SOON).until(() -> shards(well).equals(ALL));
        await().atMost(SOON).until(() -> delivered().containsAll(kept));

        assertThat(inOrder()).isTrue();
        assertThat(well.deadLetters()).isEmpty();
        assertThat(Http.get(well.management("/actuator/prometheus")).body().lines())
                .anyMatch(line -> line.startsWith("extole_destination_queue_shards{") && line.endsWith(" 9.0"));
    }

    @Test
    void whatWaitsInTheOneQueueOfBeforeIsDeliveredFirst() throws Exception {
        Application before = application("before", silence.uri(), "queue.shards=1");
        List<String> kept = send(before, 0);
        instances.remove(before);
        before.close();

        Application one = application("one", sandbox.uri());
        Application two = application("two", sandbox.uri());
        kept.addAll(send(two, EVENTS));

        await().atMost(SOON).until(() -> delivered().containsAll(kept));
        assertThat(inOrder()).isTrue();
        await().atMost(SOON).until(() -> isShared(shards(one), shards(two)));
        assertThat(one.health("queue").at("/details/instances").asInt()).isEqualTo(2);
    }

    /** Only what was about to leave when it stopped leaves when it goes on. */
    @Test
    void oneThatStoodStillDoesNotSendAgainWhatAnotherHasSentSince() throws Exception {
        Path own = Files.createDirectories(folder.resolve("still"));
        ApplicationProcess still = new ApplicationProcess(sandbox.uri(), own, settings());
        instances.add(still);
        Application well = application("well", sandbox.uri());
        await().atMost(SOON).until(() -> isShared(shards(still), shards(well)));
        List<String> kept = send(well, 0);
        still.hang();
        await().atMost(SOON).until(() -> shards(well).equals(ALL));
        kept.addAll(send(well, EVENTS));
        // Until the broker gives up its connection it keeps what it has sent to it.
        await().atMost(SOON).until(() -> delivered().containsAll(kept));

        still.goOn();
        await().atMost(SOON).until(() -> isShared(shards(still), shards(well)));
        kept.addAll(send(well, 2 * EVENTS));

        await().atMost(SOON).until(() -> delivered().containsAll(kept));
        assertThat(inOrder()).isTrue();
        assertThat(delivered()).hasSizeLessThan(kept.size() + kept.size() / 20);
    }

    @Test
    void whatWouldLoseOrHideEventsStopsTheStart() {
        assertThatThrownBy(() -> application("files", sandbox.uri(), "delivery.ids-in=files"))
                .hasStackTraceContaining("delivery.ids-in is files");
    }

    private Application application(String name, URI to, String... more) {
        List<String> settings = new ArrayList<>(List.of(settings()));
        settings.addAll(List.of(more));
        Application application = Application.start(to, folder.resolve(name), settings.toArray(String[]::new));
        instances.add(application);
        return application;
    }

    private String[] settings() {
        return new String[] {
            "queue.broker-url=" + broker.url(),
            "queue.shards=" + SHARDS.count(),
            "spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres"),
            "spring.datasource.username=postgres",
            "spring.datasource.password=postgres"
        };
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(SHARDS.queues());
        all.add(SHARDS.base());
        return all;
    }

    private static Set<String> shards(Application instance) {
        return shards(instance.health("queue"));
    }

    private static Set<String> shards(ApplicationProcess instance) {
        return shards(Http.json(instance.management("/actuator/health"))
                .path("components")
                .path("queue"));
    }

    private static Set<String> shards(JsonNode health) {
        Set<String> names = new TreeSet<>();
        StreamSupport.stream(health.path("details").path("shards").spliterator(), false)
                .forEach(each -> names.add(each.asText()));
        return names;
    }

    @SafeVarargs
    private static boolean isShared(Set<String>... each) {
        Set<String> union = new HashSet<>();
        int sum = 0;
        for (Set<String> some : each) {
            union.addAll(some);
            sum += some.size();
        }
        return union.equals(ALL) && sum == ALL.size();
    }

    /** Some events of each person, numbered from {@code first} on. */
    private static List<String> send(Application door, int first) {
        List<String> sent = new ArrayList<>();
        for (int number = first; number < first + EVENTS; number++) {
            for (int person = 0; person < PERSONS; person++) {
                String id = "p-" + person + ':' + number;
                assertThat(door.post("/v1/track", """
                    {"userId": "%s", "messageId": "%s", "event": "Step"}\
                    """.formatted(user(id), id)).statusCode())
                        .isEqualTo(200);
                sent.add(id);
            }
        }
        return sent;
    }

    private static String user(String id) {
        return id.substring(0, id.indexOf(':'));
    }

    private static Person person(String id) {
        return Person.ofUserId(user(id));
    }

    private List<String> delivered() {
        return extole.eachEvents("/data/segment_message_id");
    }

    /** Whether the first arrivals of each person are in order. */
    private boolean inOrder() {
        Map<String, List<Integer>> numbers = new HashMap<>();
        delivered().stream()
                .distinct()
                .forEach(id -> numbers.computeIfAbsent(user(id), key -> new ArrayList<>())
                        .add(Integer.valueOf(id.substring(id.indexOf(':') + 1))));
        return numbers.values().stream()
                .allMatch(each -> IntStream.range(1, each.size()).allMatch(i -> each.get(i) > each.get(i - 1)));
    }

    /** Takes connections and never answers. */
    private static final class Silence implements AutoCloseable {

        private final ServerSocket door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        private Silence() throws IOException {
            Thread thread = new Thread(this::accept, "silence");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (!door.isClosed()) {
                    open.add(door.accept());
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private URI uri() {
            return URI.create("http://127.0.0.1:" + door.getLocalPort());
        }

        @Override
        public void close() {
            try {
                door.close();
                for (Socket each : open) {
                    each.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
