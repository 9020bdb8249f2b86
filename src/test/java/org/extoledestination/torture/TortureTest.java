package org.extoledestination.torture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.extoledestination.support.ExternalBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing that was acknowledged is lost or overtaken, whatever is killed, cut or edited. Short here; long by hand: {@code
 * mvn test -Dtest=TortureTest -Dtorture.events=1000000 -Dtorture.kills=20}. A run is repeated by its seed, {@code
 * -Dtorture.seed=...}: the same events and blows, though not to the millisecond.
 */
@Tag("slow")
class TortureTest {

    private static final Logger log = LoggerFactory.getLogger(TortureTest.class);

    private static final long SEED = Long.getLong("torture.seed", 7);
    private static final int EVENTS = Integer.getInteger("torture.events", 6_000);
    private static final int KILLS = Integer.getInteger("torture.kills", 1);
    private static final int PEOPLE = Integer.getInteger("torture.people", 400);
    private static final int SINGLE_SENDERS = 5;
    private static final int BATCH_SENDERS = 2;
    private static final int JMS_SENDERS = 2;
    private static final int BATCH = 20;

    @TempDir
    private Path folder;

    @Test
    void oneInstanceWithBrokerAndDatabaseInside() throws InterruptedException {
        Ledger ledger = ledger(SINGLE_SENDERS + BATCH_SENDERS);
        Optional<Path> disk =
                Optional.ofNullable(System.getProperty("torture.disk")).map(Path::of);
        try (TortureExtole extole = new TortureExtole(ledger);
                Installation installation = Installation.embedded(extole.uri(), folder, disk)) {
            run(ledger, extole, installation, httpDoors(installation, ledger));
        }
    }

    @Test
    void twoInstancesWithBrokerAndDatabaseOutside() throws InterruptedException {
        Ledger ledger = ledger(SINGLE_SENDERS + BATCH_SENDERS + JMS_SENDERS);
        try (TortureExtole extole = new TortureExtole(ledger);
                Installation installation = Installation.external(extole.uri(), folder)) {
            List<Sender.Door> doors = httpDoors(installation, ledger);
            String broker = installation.broker().map(ExternalBroker::url).orElseThrow();
            for (int i = 0; i < JMS_SENDERS; i++) {
                doors.add(new JmsDoor(broker, SEED));
            }
            run(ledger, extole, installation, doors);
        }
    }

    private static Ledger ledger(int senders) {
        return new Ledger(SEED, senders * PEOPLE);
    }

    private static List<Sender.Door> httpDoors(Installation installation, Ledger ledger) {
        List<Sender.Door> doors = new ArrayList<>();
        for (int i = 0; i < SINGLE_SENDERS + BATCH_SENDERS; i++) {
            doors.add(new HttpDoor(installation.instances(), ledger, SEED, i));
        }
        return doors;
    }

    private static void run(Ledger ledger, TortureExtole extole, Installation installation, List<Sender.Door> doors)
            throws InterruptedException {
        Random random = new Random(SEED);
        Plan plan = Plan.draw(random, installation::takes, KILLS);
        log.info(
                "Seed {}: {} events, {} blows. To repeat: -Dtorture.seed={}",
                SEED,
                EVENTS,
                plan.steps().size(),
                SEED);
        Torture torture = new Torture(ledger, extole, installation, random);
        try {
            torture.run(plan, doors, new SenderSizes(SEED, PEOPLE, SINGLE_SENDERS, BATCH), EVENTS);
        } catch (AssertionError | RuntimeException e) {
            log.error("What the instances printed last:\n{}", installation.logs());
            throw new AssertionError("Seed " + SEED + ". " + torture.account(), e);
        }
    }
}
