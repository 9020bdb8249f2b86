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
 * operation ends it: that events pass says nothing about the token for erasures.
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

    DeliveryPause(Clock clock) {
        this.clock = clock;
    }

    /** The oldest cause, while delivery waits. */
    public synchronized Optional<Cause> cause() {
        return causes.values().stream().findFirst();
    }

    /** Whether a call that events wait for waits: any but those of the Persons API. */
    public synchronized boolean isForEvents() {
        return causes.keySet().stream().anyMatch(operation -> !operation.equals(Operation.PERSON.word()));
    }

    /** Whether requests of this kind wait. */
    public synchronized boolean isFor(String operation) {
        return causes.containsKey(operation);
    }

    /** Extole gave an answer, be it yes or no. */
    synchronized void extoleWorks(String operation) {
        eventsInARow.remove(operation);
        attemptsInARow.remove(operation);
        Cause past = causes.remove(operation);
        if (past != null) {
            log.info("Delivery ({}) goes on after {}", operation, since(past));
        }
    }

    /** An attempt failed for a reason that no event can have caused. */
    synchronized void extoleFails(String operation, String reason) {
        if (attemptsInARow.merge(operation, 1, Integer::sum) >= IN_A_ROW) {
            pause(operation, reason, RESUMES);
        }
    }

    /** This event did not pass; others might. */
    synchronized void extoleFailsFor(String eventId, String operation, String reason) {
        Set<String> events = eventsInARow.computeIfAbsent(operation, key -> new HashSet<>());
        events.add(eventId);
        if (events.size() >= IN_A_ROW) {
            pause(operation, reason, RESUMES);
        }
    }

    /** No such request can pass until somebody acts. */
    synchronized void misconfigured(String operation, Fault fault, String action) {
        pause(operation, fault.toString(), action);
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
