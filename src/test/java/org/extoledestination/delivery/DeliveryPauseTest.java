package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class DeliveryPauseTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final DeliveryPause pause = new DeliveryPause(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aFewFailuresAreNoPause() {
        for (int i = 1; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails("async-event", "http_503");
        }

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void failuresInARowArePauseUntilTheFirstAnswer() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails("async-event", "http_503");
        }

        assertThat(pause.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.reason()).isEqualTo("http_503");
            assertThat(cause.since()).isEqualTo(NOW);
            assertThat(cause.action()).startsWith("nothing");
        });
        assertThat(pause.isFor("async-event")).isTrue();

        pause.extoleWorks("async-event");

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        for (int i = 0; i < 20; i++) {
            pause.extoleFails("async-event", "http_503");
            pause.extoleFailsFor("event-" + i, "async-event", "software_error");
            pause.extoleWorks("async-event");
        }

        assertThat(pause.cause()).isEmpty();
    }

    @Test
    void oneEventThatFailsAgainAndAgainIsNoPauseButManyAre() {
        for (int i = 0; i < 100; i++) {
            pause.extoleFailsFor("the same", "async-event", "software_error");
        }
        assertThat(pause.cause()).isEmpty();

        for (int i = 1; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFailsFor("another " + i, "async-event", "software_error");
        }
        assertThat(pause.cause()).isPresent();
    }

    @Test
    void aFaultInOurSetUpPausesAtOnceAndTheLatestActionIsShownSinceTheFirst() {
        pause.misconfigured("erasure", new Fault(403, "access_denied", Optional.empty()), "mend the token");
        pause.misconfigured("erasure", new Fault(404, "method_not_found", Optional.empty()), "mend the address");

        assertThat(pause.cause())
                .hasValueSatisfying(cause -> assertThat(cause.action()).isEqualTo("mend the address"));
    }

    @Test
    void eventsThatPassDoNotEndThePauseOfErasures() {
        pause.misconfigured("erasure", new Fault(403, "access_denied", Optional.empty()), "mend the token");

        pause.extoleWorks("async-event");

        assertThat(pause.isFor("erasure")).isTrue();
        assertThat(pause.isFor("async-event")).isFalse();
    }

    @Test
    void aPersonsApiThatIsAwayHoldsUpNoEventsAlthoughTheyPassInBetween() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails("person", "http_503");
            pause.extoleWorks("async-event");
        }

        assertThat(pause.isFor("person")).isTrue();
        assertThat(pause.cause()).isPresent();
        assertThat(pause.isForEvents()).isFalse();

        pause.misconfigured("erasure", new Fault(403, "access_denied", Optional.empty()), "mend the token");

        assertThat(pause.isForEvents()).isTrue();
    }

    @Test
    void healthShowsReasonSinceAndAction() {
        DeliveryHealth health = new DeliveryHealth(pause);
        assertThat(health.health()).isEqualTo(Health.up().build());

        pause.misconfigured("async-event", new Fault(401, "method_unauthorized", Optional.empty()), "mend the token");

        Health actual = health.health();
        assertThat(actual.getStatus()).isEqualTo(Status.DOWN);
        assertThat(actual.getDetails())
                .containsEntry("reason", "method_unauthorized (status=401)")
                .containsEntry("since", NOW)
                .containsEntry("action", "mend the token");
    }
}
