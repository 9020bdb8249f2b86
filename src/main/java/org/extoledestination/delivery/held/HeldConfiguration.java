package org.extoledestination.delivery.held;

import java.time.Clock;
import org.apache.camel.Predicate;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.delivery.erasure.DeletionCap;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.inhand.InHand;
import org.extoledestination.platform.alert.AlertSettings;
import org.extoledestination.platform.alert.AlertSource;
import org.extoledestination.platform.database.DatabaseGauges;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Journeys;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans that the held routes name. */
@Configuration(proxyBeanMethods = false)
class HeldConfiguration {

    /** Beside those out of the queue, which take as much: what is mapped takes up many times its size. */
    private static final int SHARE_TRIED = 2;

    @Bean
    HeldRows heldRows(JdbcClient database, DurableWrites durableWrites, DatabaseOwner owner) {
        HeldRows rows = new HeldRows(database, durableWrites);
        // If no other process uses the database, old leases have no owner: their persons need not wait for the end.
        if (owner.isThisProcess()) {
            rows.endLeases();
        }
        return rows;
    }

    @Bean
    Whereabouts heldWhereabouts(HeldRows rows) {
        return new Whereabouts("the events that wait aside", rows::find);
    }

    /** Deletions have a term of their own, by law. */
    @Bean
    AlertSource erasureAlert(HeldRows rows, AlertSettings settings, Clock clock) {
        return new AlertSource(
                "erasure.waiting",
                "erasure.done",
                "extoledeletionsheld",
                10,
                () -> rows.oldestDeletion()
                        .filter(since -> since.plus(settings.erasureWaits()).isBefore(clock.instant()))
                        .map(since -> new AlertSource.Cause(
                                "a deletion has waited aside for longer than alerts.erasure-waits",
                                since,
                                "if deletions are held, release or refuse them: deletions status. Else see what it waits for:"
                                        + " delivery status, delivery held")));
    }

    @Bean
    HeldClaims heldClaims(HeldRows rows, InHand inHand, DeliverySettings settings, Clock clock) {
        return new HeldClaims(rows, inHand, settings.longestWait(), clock);
    }

    @Bean
    @Guards(
            from = {"seda:held-person"},
            by = "purgeWhenStopping",
            without = "a stop would wait until all who wait aside have been tried")
    HeldRelease heldRelease(
            HeldRows rows,
            HeldClaims claims,
            DeliveryPause pause,
            ExtoleAccounts accounts,
            DeletionCap deletions,
            Journeys journeys) {
        return new HeldRelease(
                rows,
                claims,
                pause,
                accounts,
                deletions,
                journeys,
                Portion.ofHeap().of(SHARE_TRIED));
    }

    @Bean
    Predicate isClaimed(HeldClaims claims) {
        return claims::claim;
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    @Guards(
            from = {"activemq-batch:extole.events"},
            by = "waitsAside",
            without = "events would overtake those of their person that wait")
    Predicate waitsAside(HeldEvents held) {
        return held::holds;
    }

    @Bean
    @Guards(
            from = {"activemq-batch:extole.events"},
            by = "heldEvents.stepAside",
            without = "one person with thousands of events would keep those of others from being read")
    HeldEvents heldEvents(
            HeldRows rows,
            DeliverySettings settings,
            DeliveryPause pause,
            ExtoleAccounts accounts,
            Clock clock,
            DatabaseGauges gauges) {
        HeldEvents held = new HeldEvents(rows, settings, pause, accounts, clock);
        gauges.gauge("held.events", "Events that wait aside, with their persons", held::count);
        gauges.gauge("held.oldest.seconds", "How long the oldest event has waited aside", held::oldestSeconds);
        return held;
    }
}
