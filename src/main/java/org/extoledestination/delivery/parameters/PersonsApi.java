package org.extoledestination.delivery.parameters;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.ExtoleAnswers;
import org.extoledestination.delivery.ExtoleException;
import org.extoledestination.delivery.Failure;
import org.extoledestination.delivery.Line;
import org.extoledestination.delivery.parameters.PersonWriting.Done;
import org.extoledestination.delivery.parameters.PersonWriting.Outcome;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Writes what waits, person by person and call by call. For routes: {@code bean: {ref: personsApi, method: ...}}.
 */
public final class PersonsApi {

    private static final Logger log = LoggerFactory.getLogger(PersonsApi.class);
    private static final Line LINE = new Line(Operation.PERSON);
    private static final String WRITING = "personWriting";
    private static final String STOPPED = "personsStopped";
    private static final String NOBODY = "person_not_found";
    private static final String ENDED = "ended_the_process";
    private static final int MOST_ENDS = 3;
    private static final int AT_ONCE = 10;

    private final PersonLeases leases;
    private final ParameterRows rows;
    private final RefusedParameters refused;
    private final ParameterSchedule schedule;
    private final ExtoleAnswers answers;
    private final DeliveryPause pause;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Meters meters;
    /** By a clock that nobody sets. */
    private volatile long quietUntil = System.nanoTime();

    private final AtomicInteger failuresInARow = new AtomicInteger();

    PersonsApi(
            PersonLeases leases,
            ParameterRows rows,
            RefusedParameters refused,
            ParameterSchedule schedule,
            ExtoleAnswers answers,
            DeliveryPause pause,
            ObjectMapper mapper,
            Clock clock,
            Meters meters) {
        this.leases = leases;
        this.rows = rows;
        this.refused = refused;
        this.schedule = schedule;
        this.answers = answers;
        this.pause = pause;
        this.mapper = mapper;
        this.clock = clock;
        this.meters = meters;
    }

    /** Whether there is one more call to make now: for the person in hand, else for the person whose turn is next. */
    public boolean hasCall(Exchange exchange) {
        PersonWriting writing = writing(exchange);
        // A loop asks once more after a failure has been handled; the person is somebody else's by then.
        while (exchange.getProperty(STOPPED) == null) {
            if (writing != null && hasCall(writing, exchange)) {
                return true;
            }
            writing = mayGoOn(exchange) ? nextPerson(exchange) : null;
            if (writing == null) {
                return false;
            }
        }
        return false;
    }

    private boolean mayGoOn(Exchange exchange) {
        return !exchange.getContext().isStopping() && !pause.isByHand() && System.nanoTime() - quietUntil >= 0;
    }

    private boolean hasCall(PersonWriting writing, Exchange exchange) {
        WaitingPerson person = writing.person();
        Instant now = clock.instant();
        if (exchange.getContext().isStopping() || pause.isByHand()) {
            leases.release(person, person.nextAttempt());
            return false;
        }
        // A person who is erased meanwhile gets nothing more.
        if (!leases.holds(person, now.plus(ParameterSchedule.LEASE))) {
            return false;
        }
        boolean isCalled = writing.next().isPresent();
        record(writing, now);
        if (!isCalled) {
            end(writing, now);
        }
        return isCalled;
    }

    /** Takes the person whose turn it is into hand; null if it is nobody's. */
    private @Nullable PersonWriting nextPerson(Exchange exchange) {
        Instant now = clock.instant();
        Instant latest = now.plus(schedule.longest());
        return leases.due(now, latest, AT_ONCE).stream()
                .filter(person -> leases.claim(person, now, latest, now.plus(ParameterSchedule.LEASE)))
                .filter(person -> !isSetAside(person, now))
                .findFirst()
                .map(person -> begin(exchange, person))
                .orElse(null);
    }

    /** It was in hand whenever the process ended abruptly, or something of our own failed: it may be the reason. */
    private boolean isSetAside(WaitingPerson person, Instant now) {
        if (person.begun() < MOST_ENDS) {
            return false;
        }
        giveUp(person, ENDED, now);
        return true;
    }

    private PersonWriting begin(Exchange exchange, WaitingPerson person) {
        PersonWriting writing = new PersonWriting(person, rows.of(person), mapper);
        exchange.setProperty(WRITING, writing);
        // Whose account it is, and which failures belong together, is read from the event in hand.
        EventInHand.take(
                exchange,
                new SegmentEvent(
                        person.source(),
                        EventType.IDENTIFY,
                        person.messageId(),
                        Optional.empty(),
                        new Person(Long.toString(person.id())),
                        "{}"));
        return writing;
    }

    private void end(PersonWriting writing, Instant now) {
        WaitingPerson person = writing.person();
        if (writing.isNobody()) {
            wait(person, schedule.afterNobody(person.attempts()), true, NOBODY, now);
        } else {
            leases.finish(person, now);
        }
    }

    /** The call that is to be made. */
    public PersonCall call(Exchange exchange) {
        return inHand(exchange).next().orElseThrow();
    }

    /**
     * Reads what Extole says to a call.
     *
     * @throws ExtoleException if it cannot be answered now
     */
    public void answer(Exchange exchange) throws ExtoleException {
        PersonWriting writing = inHand(exchange);
        try {
            writing.answered(answers.read(exchange));
        } catch (ExtoleException e) {
            boolean isOdd = e.outcome() instanceof Misconfigured && e.fault().status() == 404 && writing.isOddAddress();
            if (!isOdd && !(e.outcome() instanceof Refused)) {
                throw e;
            }
            writing.refused(e.fault());
        }
        failuresInARow.set(0);
        record(writing, clock.instant());
    }

    private void record(PersonWriting writing, Instant now) {
        for (Done done : writing.takeDone()) {
            rows.remove(done.parameter());
            if (done.outcome() == Outcome.REFUSED) {
                String code = done.code().orElse("");
                refused.add(done.parameter().name(), code, writing.person().messageId(), now);
            } else {
                meters.count("parameters", done.outcome().word());
            }
        }
    }

    /** This minute's calls are spent: the same person goes on as soon as there are more. */
    public void stopForNow(Exchange exchange) {
        exchange.setProperty(STOPPED, true);
        WaitingPerson person = inHand(exchange).person();
        leases.release(person, person.nextAttempt());
    }

    /**
     * Extole did not answer as it should. If that can be because of this person, the person waits; else nobody is asked
     * for until the wait is over. {@code Patience} has left in the exchange what Extole asked for.
     */
    public void stopForExtole(Exchange exchange) {
        exchange.setProperty(STOPPED, true);
        Instant now = clock.instant();
        WaitingPerson person = inHand(exchange).person();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ExtoleException said = ObjectHelper.getException(ExtoleException.class, failure);
        // A connection that ends may be this person's fault only if others have passed since it was tried.
        boolean isAlone = said == null
                ? Failure.isTooLate(failure)
                        || (Failure.isCutOff(failure) && pause.hasAnsweredSince(LINE, person.lastAttempt()))
                : said.fault().status() == 500;
        Duration asked = Duration.ofMillis(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, 0L, Long.class));
        meters.count("parameters", "retried");
        if (isAlone && !pause.isFor(LINE)) {
            String code = said == null ? "no_answer" : said.fault().code();
            wait(person, ParameterSchedule.longer(schedule.afterFailure(person.attempts()), asked), true, code, now);
            return;
        }
        Duration quiet = ParameterSchedule.longer(schedule.afterFailure(failuresInARow.getAndIncrement()), asked);
        quietUntil = System.nanoTime() + quiet.toNanos();
        wait(person, quiet, false, "", now);
    }

    /** Something of our own failed: the database, which is waited for, or this code. */
    public void stopForOurselves(Exchange exchange) {
        exchange.setProperty(STOPPED, true);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        quietUntil = System.nanoTime()
                + schedule.afterFailure(failuresInARow.getAndIncrement()).toNanos();
        if (!Failure.isUnforeseen(failure)) {
            // The database or a stop: no fault of this person's.
            releaseIfPossible(writing(exchange));
        }
        if (exchange.getContext().isStopping()) {
            return;
        }
        log.warn("Parameters wait because of a fault of our own: {}. They are tried again", FaultPlace.of(failure));
    }

    private void releaseIfPossible(@Nullable PersonWriting writing) {
        if (writing != null) {
            try {
                leases.release(writing.person(), clock.instant().plus(schedule.beforeFirstTry()));
            } catch (DataAccessException e) {
                log.debug("A person's turn ends with its lease: {}", FaultPlace.of(e));
            }
        }
    }

    private void wait(WaitingPerson person, Duration wait, boolean counts, String code, Instant now) {
        Duration tried = counts ? tried(person, now) : person.tried();
        if (counts && schedule.isOver(tried)) {
            giveUp(person, code, now);
        } else {
            leases.failed(person, tried, now, now.plus(wait));
        }
    }

    private void giveUp(WaitingPerson person, String code, Instant now) {
        log.warn(
                "A person's parameters are given up: {}. The event itself was delivered. messageId={}",
                Shown.id(code),
                Shown.id(person.messageId()));
        for (WaitingParameter parameter : rows.of(person)) {
            rows.remove(parameter);
            refused.giveUp(parameter.name(), code, person.messageId(), now);
        }
        leases.finish(person, now);
    }

    /** Neither the time until the first attempt counts, nor time in which the application did not run. */
    private Duration tried(WaitingPerson person, Instant now) {
        if (pause.isFor(LINE) || person.attempts() == 0) {
            return person.tried();
        }
        Duration since = Duration.between(person.lastAttempt(), now);
        Duration most = schedule.most(person.attempts()).plus(ParameterSchedule.LEASE);
        return person.tried().plus(since.isNegative() ? Duration.ZERO : since.compareTo(most) < 0 ? since : most);
    }

    private static PersonWriting inHand(Exchange exchange) {
        return Objects.requireNonNull(writing(exchange));
    }

    private static @Nullable PersonWriting writing(Exchange exchange) {
        return exchange.getProperty(WRITING, PersonWriting.class);
    }
}
