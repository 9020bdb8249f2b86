package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryPause.Pass;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class DeliveryPauseTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Line LINE = new Line(Operation.ASYNC_EVENT);
    private static final Line OF_SHOP = new Line(Operation.ASYNC_EVENT, "shop");
    private static final Line ERASURES = new Line(Operation.ERASURE);
    private static final Line PERSONS = new Line(Operation.PERSON);

    private final SettableClock clock = new SettableClock(NOW);
    private final AtomicLong nanos = new AtomicLong(-42);
    private final DeliveryPause pause =
            new DeliveryPause(clock, nanos::get, new Backoff(SECOND, Duration.ofSeconds(30)), () -> "7 in the queue");

    @Test
    void aFewFailuresAreNoPause() {
        for (int i = 1; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(LINE, "http_503");
        }

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void failuresInARowArePauseUntilTheFirstAnswer() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(LINE, "http_503");
        }

        assertThat(pause.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.reason()).isEqualTo("http_503");
            assertThat(cause.since()).isEqualTo(NOW);
            assertThat(cause.action()).startsWith("nothing");
        });
        assertThat(pause.isFor(LINE)).isTrue();

        pause.extoleWorks(LINE);

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        for (int i = 0; i < 20; i++) {
            pause.extoleFails(LINE, "http_503");
            pause.extoleFailsFor("event-" + i, LINE, "software_error");
            pause.extoleWorks(LINE);
        }

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void oneEventThatFailsAgainAndAgainIsNoPauseButManyAre() {
        for (int i = 0; i < 100; i++) {
            pause.extoleFailsFor("the same", LINE, "software_error");
        }
        assertThat(pause.cause()).isEmpty();

        for (int i = 1; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFailsFor("another " + i, LINE, "software_error");
        }
        assertThat(pause.cause()).isPresent();
    }

    @Test
    void whoFailedBeforeExtolesLastAnswerFailsAloneUnlessAllWaitOrTheClockWasAhead() {
        assertThat(pause.hasAnsweredSince(LINE, NOW.minus(SECOND))).isFalse();

        pause.extoleWorks(LINE);
        assertThat(pause.hasAnsweredSince(LINE, NOW.minus(SECOND))).isTrue();
        assertThat(pause.hasAnsweredSince(LINE, NOW)).isFalse();
        assertThat(pause.hasAnsweredSince(LINE, null)).isFalse();
        assertThat(pause.hasAnsweredSince(OF_SHOP, NOW.minus(SECOND))).isFalse();

        clock.move(SECOND.negated());
        assertThat(pause.hasAnsweredSince(LINE, NOW.minus(SECOND))).isFalse();

        clock.move(SECOND);
        failUntilPaused();
        assertThat(pause.hasAnsweredSince(LINE, NOW.minus(SECOND))).isFalse();
    }

    @Test
    void aFaultInOurSetUpPausesAtOnceAndTheLatestActionIsShownSinceTheFirst() {
        pause.misconfigured(ERASURES, new Fault(403, "access_denied", Optional.empty()).toString(), "mend the token");
        pause.misconfigured(
                ERASURES, new Fault(404, "method_not_found", Optional.empty()).toString(), "mend the address");

        assertThat(pause.cause())
                .hasValueSatisfying(cause -> assertThat(cause.action()).isEqualTo("mend the address"));
    }

    @Test
    void theLatestReasonIsShownEvenIfThereIsNothingElseToDo() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(LINE, "http_429");
        }
        pause.extoleFails(LINE, "UnknownHostException");

        assertThat(pause.cause())
                .hasValueSatisfying(cause -> assertThat(cause.reason()).contains("UnknownHostException"));
    }

    @Test
    void eventsThatPassDoNotEndThePauseOfErasures() {
        pause.misconfigured(ERASURES, new Fault(403, "access_denied", Optional.empty()).toString(), "mend the token");

        pause.extoleWorks(LINE);

        assertThat(pause.isFor(ERASURES)).isTrue();
        assertThat(pause.isFor(LINE)).isFalse();
    }

    @Test
    void aPersonsApiThatIsAwayHoldsUpNoEventsAlthoughTheyPassInBetween() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(PERSONS, "http_503");
            pause.extoleWorks(LINE);
        }

        assertThat(pause.isFor(PERSONS)).isTrue();
        assertThat(pause.cause()).isPresent();
        assertThat(pause.isFor(LINE)).isFalse();
    }

    @Test
    void anAccountIsALineOfItsOwn() {
        pause.misconfigured(
                OF_SHOP, new Fault(401, "invalid_access_token", Optional.empty()).toString(), "mend the token");

        assertThat(pause.isFor(LINE)).isFalse();
        assertThat(pause.failing()).containsExactly(OF_SHOP);
        assertThat(OF_SHOP).hasToString("async-event of shop");
        assertThat(LINE).hasToString("async-event");
    }

    @Test
    void othersPassOnceAnEventOfAnotherLineHasPassedUntilThatWaitsToo() {
        pause.misconfigured(ERASURES, new Fault(403, "access_denied", Optional.empty()).toString(), "mend the token");
        assertThat(pause.doOthersPass(ERASURES)).isFalse();
        pause.extoleWorks(PERSONS);
        assertThat(pause.doOthersPass(ERASURES)).isFalse();

        pause.extoleWorks(LINE);
        assertThat(pause.doOthersPass(ERASURES)).isTrue();

        failUntilPaused();
        assertThat(pause.doOthersPass(ERASURES)).isFalse();
    }

    @Test
    void erasuresThatPassAreNoReasonForEventsToMakeRoom() {
        failUntilPaused();

        pause.extoleWorks(ERASURES);
        assertThat(pause.doOthersPass(LINE)).isFalse();

        pause.extoleWorks(OF_SHOP);
        assertThat(pause.doOthersPass(LINE)).isTrue();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void reasonsThatAlternateAreSaidOnce(CapturedOutput output) {
        for (int i = 0; i < 20; i++) {
            pause.misconfigured(
                    ERASURES, new Fault(403, "access_denied", Optional.empty()).toString(), "mend the token");
            pause.misconfigured(
                    ERASURES, new Fault(404, "method_not_found", Optional.empty()).toString(), "mend the address");
        }

        assertThat(output.getOut().split("mend the token", -1)).hasSize(2);
        assertThat(output.getOut().split("mend the address", -1)).hasSize(2);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aLongWaitIsSaidAgainAfterOneTwoFourMinutesAndThenEveryHourWithWhatWaits(CapturedOutput output) {
        List<Long> minutes = new ArrayList<>();
        for (long second = 0; second <= Duration.ofHours(4).toSeconds(); second += 30) {
            int before = output.getOut().split("still waits after", -1).length;
            pause.misconfigured(ERASURES, "http_503", "nothing");
            if (output.getOut().split("still waits after", -1).length > before) {
                minutes.add(second / 60);
            }
            nanos.addAndGet(SECOND.multipliedBy(30).toNanos());
        }

        assertThat(minutes).containsExactly(1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L);
        assertThat(output.getOut()).contains("http_503. What to do: nothing. Waiting: 7 in the queue");
    }

    @Test
    void whileNothingWaitsAllPass() {
        pause.extoleFails(LINE, "http_503");

        assertThat(pause.ask(LINE, "one", false)).isEqualTo(Pass.FREE);
        assertThat(pause.ask(LINE, "other", false)).isEqualTo(Pass.FREE);
    }

    @Test
    void oneAtATimePassesAsAProbeAndItsSuccessLetsAllGoOn() {
        failUntilPaused();
        assertThat(pause.hasTurn(LINE)).isFalse();
        after(SECOND);
        assertThat(pause.hasTurn(LINE)).isTrue();

        assertThat(pause.ask(LINE, "probe", false)).isEqualTo(Pass.PROBE);
        assertThat(pause.ask(LINE, "other", false)).isEqualTo(Pass.STOP);
        assertThat(pause.hasTurn(LINE)).isFalse();
        assertThat(pause.ask(ERASURES, "other", false)).isEqualTo(Pass.FREE);

        pause.extoleWorks(LINE);

        assertThat(pause.ask(LINE, "other", false)).isEqualTo(Pass.FREE);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 30", "9, 30"})
    void afterEachProbeThatFailsTheNextIsAllowedToWaitTwiceAsLongUpToTheLongest(int failed, int seconds) {
        failUntilPaused();
        for (int i = 0; i < failed; i++) {
            after(Duration.ofSeconds(31));
            fail("probe " + i);
        }

        after(Duration.ofSeconds(seconds));

        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.PROBE);
    }

    @Test
    void noProbeLeavesBeforeExtoleAsksForIt() {
        failUntilPaused();
        after(SECOND);
        assertThat(pause.ask(LINE, "probe", false)).isEqualTo(Pass.PROBE);
        pause.extoleFails(LINE, "http_503");
        pause.failed(LINE, "probe", Duration.ofMinutes(5));
        // Was under way when the wait began.
        pause.failed(LINE, "straggler", SECOND);

        after(Duration.ofSeconds(299));
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.STOP);
        after(SECOND);
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.PROBE);
    }

    @Test
    void whatAStragglerWasAskedForIsHeededToo() {
        failUntilPaused();
        pause.failed(LINE, "straggler", Duration.ofMinutes(1));

        after(Duration.ofSeconds(59));
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.STOP);
        after(SECOND);
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.PROBE);
    }

    @Test
    void whoHasFailedLetsOthersGoFirstSinceItMayBeItsOwnFault() {
        failUntilPaused();
        after(SECOND);
        fail("poison");
        long before = nanos.get();
        // Nobody knows when exactly it is time: the first moment is found by asking.
        while (!pause.hasTurn(LINE)) {
            after(Duration.ofMillis(1));
        }

        assertThat(Duration.ofNanos(nanos.get() - before)).isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(pause.ask(LINE, "poison", true)).isEqualTo(Pass.STOP);
        after(Probes.AT_GATE);
        assertThat(pause.ask(LINE, "poison", true)).isEqualTo(Pass.PROBE);
    }

    @Test
    void aProbeThatDidNotLeaveOrIsNotHeardOfIsReplaced() {
        failUntilPaused();
        after(SECOND);
        assertThat(pause.ask(LINE, "given back", false)).isEqualTo(Pass.PROBE);
        pause.letGo(LINE, "somebody else");
        after(SECOND);
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.STOP);

        pause.letGo(LINE, "given back");
        after(SECOND);
        assertThat(pause.ask(LINE, "lost", false)).isEqualTo(Pass.PROBE);

        after(Duration.ofMinutes(2));
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.PROBE);
    }

    @Test
    void aProbeInASplitIsReleasedBeforeItIsKnownToHaveFailedAndCountsAllTheSame() {
        failUntilPaused();
        for (int i = 0; i < 9; i++) {
            after(Duration.ofSeconds(31));
            assertThat(pause.ask(LINE, "erasure " + i, false)).isEqualTo(Pass.PROBE);
            pause.letGo(LINE, "erasure " + i);
            pause.extoleFails(LINE, "http_503");
            pause.failed(LINE, "erasure " + i, Duration.ofSeconds(20));
        }

        after(Duration.ofSeconds(19));
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.STOP);
        after(Duration.ofSeconds(11));
        assertThat(pause.ask(LINE, "next", false)).isEqualTo(Pass.PROBE);
    }

    @Test
    void itIsQuietUntilSomethingFailsOrSomebodyPauses() {
        assertThat(pause.isQuiet()).isTrue();

        pause.extoleFails(LINE, "http_503");
        assertThat(pause.isQuiet()).isFalse();
        pause.extoleWorks(LINE);
        assertThat(pause.isQuiet()).isTrue();

        pause.byHand(Optional.of(new DeliveryPause.Cause("by hand", NOW, "resume")));
        assertThat(pause.isQuiet()).isFalse();
        assertThat(pause.ask(LINE, "one", false)).isEqualTo(Pass.STOP);
    }

    private void failUntilPaused() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(LINE, "http_503");
            pause.failed(LINE, "event " + i, Duration.ZERO);
        }
        assertThat(pause.isFor(LINE)).isTrue();
    }

    private void fail(String event) {
        assertThat(pause.ask(LINE, event, false)).isEqualTo(Pass.PROBE);
        pause.extoleFails(LINE, "http_503");
        pause.failed(LINE, event, Duration.ZERO);
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void healthShowsReasonSinceAndAction() {
        DeliveryHealth health = new DeliveryHealth(
                new ExtoleWay(
                        URI.create("https://events.example.com"),
                        URI.create("https://api.example.com"),
                        Optional.empty()),
                pause);
        assertThat(health.health())
                .isEqualTo(Health.up()
                        .withDetail(
                                "extole",
                                "events to https://events.example.com:443, deletions and persons to"
                                        + " https://api.example.com:443")
                        .build());

        pause.misconfigured(LINE, new Fault(401, "method_unauthorized", Optional.empty()).toString(), "mend the token");

        Health actual = health.health();
        assertThat(actual.getStatus()).isEqualTo(Status.DOWN);
        assertThat(actual.getDetails())
                .containsEntry("reason", "method_unauthorized (status=401)")
                .containsEntry("since", NOW)
                .containsEntry("action", "mend the token");
    }
}
