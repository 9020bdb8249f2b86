package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
