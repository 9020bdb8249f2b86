package org.extoledestination.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.ExternalDatabase;
import org.extoledestination.torture.EditedFiles.Edit;
import org.extoledestination.torture.TortureExtole.Mood;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: senders, blows, and at the end the question whether every promise was kept. */
final class Torture {

    private static final Logger log = LoggerFactory.getLogger(Torture.class);
    /** Longer than the lease that an instance which was killed had on an event that waits aside. */
    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** That is when the senders and the instances have met a blow. */
    private static final int NOTICED = 10;
    /** Whoever is missing for so long while nothing is on its way is lost. */
    private static final long NOWHERE_SECONDS = 10;

    private final Ledger ledger;
    private final TortureExtole extole;
    private final Installation installation;
    private final Allowance allowance = new Allowance();
    private final Random random;
    private String last = "nothing yet";
    private boolean isAhead;
    private Optional<Instant> emptySince = Optional.empty();

    Torture(Ledger ledger, TortureExtole extole, Installation installation, Random random) {
        this.ledger = ledger;
        this.extole = extole;
        this.installation = installation;
        this.random = random;
    }

    /**
     * Goes through a plan while {@code senders} send.
     *
     * @param events how many events in all
     * @throws AssertionError if a promise is broken or something does not recover in time
     */
    void run(Plan plan, List<Sender.Door> doors, SenderSizes sizes, long events) throws InterruptedException {
        Instant begin = Instant.now();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < doors.size(); i++) {
            Thread sender = new Thread(sizes.sender(ledger, allowance, doors.get(i), i), "sender-" + i);
            sender.setDaemon(true);
            sender.start();
            senders.add(sender);
        }
        try {
            long share = Math.max(3L * NOTICED, events / plan.steps().size());
            for (Plan.Step step : plan.steps()) {
                step(step, share);
            }
            last = "the end of " + last;
            until("nothing is on its way any more", this::isSettled);
            judge();
        } finally {
            allowance.end();
            for (Thread sender : senders) {
                sender.interrupt();
                sender.join();
            }
            log.info("{} in {} s: {}", plan.steps().size() + " steps", seconds(begin), ledger.figures());
            log.info("Repeats by crash: {}", ledger.crashes());
        }
    }

    private static long seconds(Instant begin) {
        return Duration.between(begin, Instant.now()).toSeconds();
    }

    private void step(Plan.Step step, long share) {
        last = step.blow() + " while Extole is " + step.mood();
        ledger.step(last);
        Instant begin = Instant.now();
        long before = ledger.arrived();
        extole.be(step.mood());
        allowance.more(share / 3);
        if (step.mood() == Mood.DOWN) {
            until("delivery waits", () -> installation.isDown("delivery"));
        } else if (step.mood() != Mood.WELL) {
            until("Extole's mood is felt", () -> extole.struck() >= NOTICED);
        }
        strike(step.blow(), share / 3);
        allowance.more(share - 2 * (share / 3));
        until("all senders were told yes", () -> ledger.acknowledged() == allowance.given());
        extole.be(Mood.WELL);
        if (step.blow() == Blow.KILL_BROKER) {
            until("all is delivered", () -> ledger.outstanding() == 0 && installation.isEmpty());
            ledger.over();
        } else {
            until("delivery goes on", () -> ledger.outstanding() <= share / 2);
        }
        log.info("{}: {} s, {} delivered", last, seconds(begin), ledger.arrived() - before);
    }

    private void strike(Blow blow, long meanwhile) {
        ApplicationProcess one = installation
                .instances()
                .get(random.nextInt(installation.instances().size()));
        switch (blow) {
            case KILL_INSTANCE -> {
                ledger.crash(last, one::kill);
                ledger.over();
                send(meanwhile);
                one.startAgain();
            }
            case STOP_INSTANCE -> {
                allowance.more(meanwhile);
                one.stop();
                one.startAgain();
            }
            case KILL_BROKER -> {
                ExternalBroker broker = installation.broker().orElseThrow();
                // Not over: the instances go on with what they have begun, and the other one gets it as well.
                ledger.crash(last, broker::kill);
                send(meanwhile);
                broker.startAgain();
            }
            case KILL_DATABASE -> {
                ExternalDatabase database = installation.database().orElseThrow();
                ledger.crash(last, database::kill);
                ledger.over();
                send(meanwhile);
                database.startAgain();
            }
            case FILL_DISK -> {
                SmallDisk disk = installation.disk().orElseThrow();
                allowance.more(meanwhile);
                // The broker can write nothing more, so the process ends by itself; whoever watches it starts it again.
                ledger.crash(last, () -> {
                    disk.fill();
                    until("it ends by itself", () -> !one.isAlive());
                });
                ledger.over();
                disk.clear();
                one.startAgain();
            }
            case EDIT -> {
                double taken = installation.metric("extole_destination_live_total", "taken");
                pick(installation.files().sound()).turn();
                send(meanwhile);
                until(
                        "the edit is taken",
                        () -> installation.metric("extole_destination_live_total", "taken")
                                >= taken + installation.instances().size());
            }
            case WRONG_EDIT -> {
                Edit edit = pick(installation.files().wrong());
                edit.turn();
                send(meanwhile);
                until(
                        "the edit is refused",
                        () -> refusedEdits() == installation.instances().size());
                edit.turn();
                until("the edit is taken back", () -> refusedEdits() == 0);
            }
            case CLOCK_JUMP -> {
                isAhead = !isAhead;
                JumpingClock.jump(
                        installation.clock(), isAhead ? Duration.ofHours(2L + random.nextInt(46)) : Duration.ZERO);
                send(meanwhile);
            }
        }
    }

    private double refusedEdits() {
        return installation.metric("extole_destination_live_refused_edits", "");
    }

    private Edit pick(List<Edit> edits) {
        return edits.get(random.nextInt(edits.size()));
    }

    /** Lets events come, and returns when some have met the present state of things. */
    private void send(long events) {
        long before = ledger.attempts();
        allowance.more(events);
        until("senders feel it", () -> ledger.attempts() >= before + NOTICED);
    }

    private void until(String what, Callable<Boolean> condition) {
        await(what + ", after " + last)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    /** Nothing is missing, or what is missing is nowhere to be seen for a while. */
    private boolean isSettled() {
        if (!installation.isEmpty()) {
            emptySince = Optional.empty();
            return false;
        }
        Instant since = emptySince.orElseGet(Instant::now);
        emptySince = Optional.of(since);
        return ledger.outstanding() == 0 || seconds(since) > NOWHERE_SECONDS;
    }

    private void judge() {
        assertThat(ledger.missing()).as("lost").isEmpty();
        assertThat(ledger.outOfOrder()).as("out of order within a person").isEmpty();
        assertThat(ledger.faults()).as("what must not happen").isEmpty();
        assertThat(installation.deadLetters()).as("dead letters").containsExactlyElementsOf(ledger.poisoned());
        assertThat(ledger.mostRepeats())
                .as("most repeats after one crash")
                .isLessThanOrEqualTo(installation.mostRepeats());
    }

    /** What to look at when a run fails. */
    String account() {
        return "The last blow: " + last + ". " + ledger.figures() + ". Missing: " + ledger.missing()
                + ". Out of order: "
                + ledger.outOfOrder().stream().limit(20).toList() + ". Faults: "
                + ledger.faults().stream().limit(20).toList();
    }
}
