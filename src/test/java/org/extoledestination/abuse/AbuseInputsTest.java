package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * Whatever a sender writes into a request, the service lives, answers, keeps others served, and sends nothing to Extole
 * that is not within its contract. Long by hand: {@code mvn test -Dtest='Abuse*Test' -Dabuse=long}.
 */
@Tag("alone")
class AbuseInputsTest {

    private static final int SENDERS = 3;

    @TempDir
    private Path folder;

    @Test
    void noRequestStopsIt() {
        try (Arena arena = new Arena(folder)) {
            Map<String, List<HostileInput>> all = new HostileInputs(arena.ledger()).all();
            all.forEach((kind, inputs) -> arena.strike(kind, attack -> send(arena, attack, inputs)));
            arena.strike("the management port", attack -> askManagement(arena, attack));
            arena.judge();
            // Whatever a deletion with a write key is answered, nobody is erased.
            assertThat(arena.extole().erasures()).isZero();
        }
    }

    /** With what has been caught, or is meant for less; and through a route that asks another system. */
    @Test
    void norDoesAKeyASignatureOrAPathOpenMoreThanItIsFor() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer customers = customers(asked);
        try (Arena arena = new Arena(
                folder,
                "routes.folder=" + lookingUp(customers.getAddress().getPort()),
                "ingest.shared-secret=" + HostileInputs.SECRET,
                "ingest.sources[1].subscription-keys=" + HostileInputs.SUBSCRIPTION_KEY,
                "ingest.sources[1].keys[0].name=page",
                "ingest.sources[1].keys[0].write-keys=" + HostileInputs.NARROW_KEY,
                "ingest.sources[1].keys[0].calls=track,page",
                "ingest.sources[1].keys[0].except-events=Order Completed,conversion")) {
            Map<String, List<HostileInput>> all = new HostileInputs(arena.ledger())
                    .ofDoors().stream()
                            .collect(
                                    Collectors.groupingBy(HostileInput::kind, LinkedHashMap::new, Collectors.toList()));
            all.forEach((kind, inputs) -> arena.strike(
                    kind,
                    // One after the other: a copy that is caught comes after what it is a copy of.
                    attack -> inputs.forEach(input -> send(arena, attack, input, "127.0.1.1"))));
            arena.judge();
            assertThat(arena.extole().erasures()).as("the one that was signed").isOne();
            assertThat(asked)
                    .isNotEmpty()
                    .allMatch(request -> request.matches("GET /customers/[A-Za-z0-9%._-]+ without .*"))
                    .noneMatch(request -> request.contains("/..") || request.contains("X-admin"));
        } finally {
            customers.stop(0);
        }
    }

    /** What a route asks, with which headers besides those of every request. */
    private static HttpServer customers(List<String> asked) throws IOException {
        Set<String> usual = Set.of("accept", "host", "connection", "user-agent", "accept-encoding", "content-length");
        HttpServer customers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        customers.createContext("/", exchange -> {
            Set<String> headers = new TreeSet<>(exchange.getRequestHeaders().keySet());
            headers.removeIf(name -> usual.contains(name.toLowerCase(Locale.ROOT)));
            asked.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + " without " + headers);
            byte[] answer = "{\"tier\":\"gold\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        customers.start();
        return customers;
    }

    /** The shipped routes with the look-up of its recipe. */
    private Path lookingUp(int port) throws IOException {
        Path routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        FileSystemUtils.deleteRecursively(routes.resolve("tests/track-is-one-request"));
        String recipe = Files.readString(Path.of("docs/recipes/look-up.md"));
        Matcher route =
                Pattern.compile("(?s)`routes/(35-[^`]+)`:\n\n```yaml\n(.*?)```").matcher(recipe);
        assertThat(route.find()).isTrue();
        Files.writeString(
                routes.resolve(route.group(1)), route.group(2).replace("localhost:8099", "127.0.0.1:" + port));
        Path track = routes.resolve("31-track.camel.yaml");
        Matcher step = Pattern.compile("(?m)^\\+(.*enrich.*\n)").matcher(recipe);
        assertThat(step.find()).isTrue();
        Files.writeString(
                track,
                Files.readString(track)
                        .replace(
                                "        - bean: { ref: mapping, method: map }\n",
                                step.group(1) + "        - bean: { ref: mapping, method: map }\n"));
        return routes;
    }

    private static void askManagement(Arena arena, Attack attack) {
        int port = arena.application().management("/").getPort();
        for (HostileInput input : HostileInputs.ofManagement(port)) {
            Reply reply = arena.management(input.request());
            attack.heard(reply);
            if (!input.allowed().contains(reply.status())) {
                attack.fault(input.sentence() + " was answered " + reply.word());
            }
        }
    }

    private static void send(Arena arena, Attack attack, List<HostileInput> inputs) throws InterruptedException {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        for (int i = 0; i < SENDERS; i++) {
            int first = i;
            senders.execute(() -> {
                for (int n = first; n < inputs.size() && arena.application().isAlive(); n += SENDERS) {
                    send(arena, attack, inputs.get(n), "127.0.1." + (1 + n % 200));
                }
            });
        }
        senders.shutdown();
        if (!senders.awaitTermination(10, TimeUnit.MINUTES)) {
            attack.fault("it took more than ten minutes");
        }
    }

    private static void send(Arena arena, Attack attack, HostileInput input, String from) {
        Reply reply;
        try (Wire wire = Wire.open(from, arena.port())) {
            reply = wire.ask(input.request(), Expected.ANSWER);
        } catch (IOException e) {
            reply = new Reply(Reply.CLOSED, "", "", Duration.ZERO);
        }
        attack.heard(reply);
        if (reply.isAccepted() && !input.neighbour().isEmpty()) {
            arena.ledger().accepted(input.neighbour());
        }
        if (!arena.application().isAlive()) {
            attack.fault("the process had ended when this was answered " + reply.word() + ": " + input.sentence());
        } else if (!input.allows(reply.status())) {
            attack.fault(input.sentence() + " was answered " + reply.word() + " ("
                    + reply.took().toMillis() + " ms)");
        }
    }
}
