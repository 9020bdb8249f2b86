package org.extoledestination.abuse;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.extoledestination.support.ImageJava;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many connections do not behave, and however slow they are, others are served and the process lives. */
@Tag("alone")
class AbuseConnectionsTest {

    /** Of a source with ten requests a second. */
    private static final String LIMITED_KEY = "limited-write-key";

    /** And {@link #names}. */
    static final Map<String, IntFunction<byte[]>> FLOODS = Map.of(
            "a flood without a key",
                    number -> Requests.request("POST /v1/track", "", "{\"userId\":\"a\",\"event\":\"b\"}"),
            "a flood of keys that are made up",
                    number -> Requests.request(
                            "POST /v1/track", "made-up-" + number, "{\"userId\":\"a\",\"event\":\"b\"}"),
            "a flood beyond the limit of a source",
                    number -> Requests.request(
                            "POST /v1/track", LIMITED_KEY, "{\"userId\":\"limited\",\"event\":\"Seen\"}"),
            "a flood of what is no JSON", number -> Requests.request("POST /v1/track", HostileInputs.PUBLIC_KEY, "{"),
            "a flood of events without a person",
                    number -> Requests.request("POST /v1/track", HostileInputs.PUBLIC_KEY, "{\"event\":\"b\"}"));

    private static final int REQUESTS = 3_000;
    private static final int AT_ONCE = 250;
    private static final int PARALLEL = 12;
    private static final int MOST_ROUNDS = 30;

    @TempDir
    private Path folder;

    @Test
    void noConnectionShutsTheDoor() {
        try (Arena arena = new Arena(
                folder,
                "ingest.sources[2].name=limited",
                "ingest.sources[2].write-keys=" + LIMITED_KEY,
                "ingest.limits.by-source.limited.requests-per-second=10")) {
            HostileConnections.all()
                    .forEach((kind, blow) -> arena.strike(kind, attack -> blow.strike(new Siege(arena, attack))));
            FLOODS.forEach((kind, request) -> arena.strike(kind, attack -> flood(arena, attack, request)));
            arena.strike("dead letters whose names are new each time", attack -> names(arena, attack));
            arena.judge();
        }
    }

    /** There a request holds no thread while its body is waited for, and an object is smaller. */
    @Test
    void norDoesABodyOnTheJavaOfTheImage() {
        Optional<Path> java = ImageJava.find();
        assumeThat(java).as("the Java of docker/Dockerfile in /usr/lib/jvm").isPresent();
        try (Arena arena = new Arena(java.orElseThrow(), folder)) {
            HostileConnections.ofBodies()
                    .forEach((kind, blow) -> arena.strike(kind, attack -> blow.strike(new Siege(arena, attack))));
            arena.judge();
        }
    }

    /** What is said once of each kind must not be said of kinds without end. */
    private static void names(Arena arena, Attack attack) throws InterruptedException {
        Printed printed = new Printed(arena.application().log());
        long before = printed.lines();
        byte[] request = Requests.request(
                "POST /v1/batch",
                HostileInputs.PUBLIC_KEY,
                Requests.expand("{\"batch\":[«1000,×{\"type\":\"track\",\"event\":\"a/#\",\"userId\":\"names-#\"}»]}"));
        new Siege(arena, attack).each(1, 1, (wire, seen) -> seen.heard(wire.ask(request, Expected.ANSWER)));
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
        long lines = printed.lines() - before;
        if (lines > Expected.LINES_A_THOUSAND) {
            attack.fault("1,000 dead letters of names that were new each time added " + lines + " lines to the log");
        }
    }

    /** The log must not grow with what is refused: it fills the disk, and hides what matters. */
    private static void flood(Arena arena, Attack attack, IntFunction<byte[]> request) throws InterruptedException {
        Printed printed = new Printed(arena.application().log());
        long before = printed.lines();
        long keys = shownKeys(arena);
        byte[][] some = IntStream.range(0, AT_ONCE).mapToObj(request).toArray(byte[][]::new);
        byte[] all = Requests.joined(some);
        // After some answers the server closes the connection.
        for (int round = 0; round < MOST_ROUNDS && attack.many() < REQUESTS; round++) {
            new Siege(arena, attack).each(PARALLEL, 1, (wire, seen) -> {
                wire.send(all);
                Reply reply = wire.answer(Expected.ANSWER);
                for (int i = 0; i < AT_ONCE && reply.status() > 0; i++) {
                    seen.heard(reply);
                    reply = i + 1 < AT_ONCE ? wire.answer(Expected.ANSWER) : reply;
                }
                if (reply.status() == Reply.SILENT) {
                    seen.heard(reply);
                }
            });
        }
        if (shownKeys(arena) != keys) {
            attack.fault("metrics show keys that the settings do not have");
        }
        long lines = printed.lines() - before;
        if (lines > Math.max(Expected.LINES_A_THOUSAND, (long) Expected.LINES_A_THOUSAND * attack.many() / 1_000)) {
            attack.fault(attack.many() + " refused requests added " + lines + " lines to the log");
        }
    }

    private static long shownKeys(Arena arena) {
        return arena.management(Requests.request("GET /actuator/prometheus", "", ""))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_key_last_used_seconds{"))
                .count();
    }
}
