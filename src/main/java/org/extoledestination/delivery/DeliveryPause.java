package org.extoledestination.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether delivery as a whole waits, why, since when, and what is to be done about it. While it waits nothing is given
 * up: the events under way are the probes, the others stay in the queue. The first answer that Extole gives to the same
 * operation ends it: that events pass says nothing about the token for erasures. A pause by hand is for all operations,
 * has no probes, and ends by hand.
 */
public final class DeliveryPause {

    /**
     * This many failures of one operation in a row, without a success of it in between, are a pause. A fault that may be one event's own counts
     * once for each event.
     */
    static final int IN_A_ROW = 5;

    private static final String RESUMES = "nothing: delivery goes on by itself as soon as Extole answers";
    private static final Logger log = LoggerFactory.getLogger(DeliveryPause.class);

    /**
     * Why delivery waits.
     *
     * @param reason what Extole said or did not say
     * @param since from when on
     * @param action what an operator can do
     */
    public record Cause(String reason, Instant since, String action) {}

    private final Clock clock;
    private final Map<String, Set<String>> eventsInARow = new HashMap<>();
    private final Map<String, Integer> attemptsInARow = new HashMap<>();
    private final Map<String, Cause> causes = new LinkedHashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private volatile Optional<Cause> byHand = Optional.empty();

    DeliveryPause(Clock clock) {
        this.clock = clock;
    }

    /** While delivery waits: that somebody said so, else the oldest cause. */
    public synchronized Optional<Cause> cause() {
        return byHand.or(() -> causes.values().stream().findFirst());
    }

    /** Why requests of this kind wait, if they do. */
    synchronized Optional<Cause> causeFor(String operation) {
        return byHand.or(() -> Optional.ofNullable(causes.get(operation)));
    }

    /** Whether a call that events wait for waits: any but those of the Persons API. */
    public synchronized boolean isForEvents() {
        return byHand.isPresent()
                || causes.keySet().stream().anyMatch(operation -> !operation.equals(Operation.PERSON.word()));
    }

    /** Whether requests of this kind wait. */
    public boolean isFor(String operation) {
        return causeFor(operation).isPresent();
    }

    /** How often requests of this kind have failed since Extole's last answer to one. */
    synchronized int failures(String operation) {
        return failures.getOrDefault(operation, 0);
    }

    /** Whether somebody has paused delivery: then no request leaves, not even as a probe. */
    public boolean isByHand() {
        return byHand.isPresent();
    }

    /** Who paused delivery and why; empty: nobody has. Extole's answers do not change it. */
    void byHand(Optional<Cause> cause) {
        byHand = cause;
    }

    /** Extole gave an answer, be it yes or no. */
    synchronized void extoleWorks(String operation) {
        eventsInARow.remove(operation);
        attemptsInARow.remove(operation);
        failures.remove(operation);
        Cause past = causes.remove(operation);
        if (past != null) {
            log.info("Delivery ({}) goes on after {}", operation, since(past));
        }
    }

    /** An attempt failed for a reason that no event can have caused. */
    synchronized void extoleFails(String operation, String reason) {
        failed(operation);
        if (attemptsInARow.merge(operation, 1, Integer::sum) >= IN_A_ROW) {
            pause(operation, reason, RESUMES);
        }
    }

    /** This event did not pass; others might. */
    synchronized void extoleFailsFor(String eventId, String operation, String reason) {
        Set<String> events = eventsInARow.computeIfAbsent(operation, key -> new HashSet<>());
        events.add(eventId);
        failed(operation);
        if (events.size() >= IN_A_ROW) {
            pause(operation, reason, RESUMES);
        }
    }

    /** No such request can pass until somebody acts. */
    synchronized void misconfigured(String operation, Fault fault, String action) {
        failed(operation);
        pause(operation, fault.toString(), action);
    }

    private void failed(String operation) {
        failures.merge(operation, 1, Integer::sum);
    }

    private void pause(String operation, String reason, String action) {
        Cause past = causes.get(operation);
        if (past == null) {
            log.warn(
                    "Delivery ({}) waits: {}. What to do: {}. Events are kept; intake goes on",
                    operation,
                    reason,
                    action);
            causes.put(operation, new Cause(reason, clock.instant(), action));
        } else if (!past.action().equals(action)) {
            log.warn("Delivery ({}) still waits, now because: {}. What to do: {}", operation, reason, action);
            causes.put(operation, new Cause(reason, past.since(), action));
        }
    }

    private Duration since(Cause past) {
        return Duration.ofSeconds(
                Duration.between(past.since(), clock.instant()).toSeconds());
    }
}
