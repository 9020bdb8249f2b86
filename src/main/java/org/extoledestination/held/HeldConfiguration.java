package org.extoledestination.held;

import java.time.Clock;
import org.apache.camel.Predicate;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.telemetry.Meters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans that the held routes name. */
@Configuration(proxyBeanMethods = false)
class HeldConfiguration {

    @Bean
    HeldRows heldRows(JdbcClient database, DurableWrites durableWrites) {
        return new HeldRows(database, durableWrites);
    }

    @Bean
    HeldRelease heldRelease(
            HeldRows rows, DeliverySettings settings, DeliveryPause pause, ExtoleAccounts accounts, Clock clock) {
        return new HeldRelease(rows, settings, pause, accounts, clock);
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate waitsAside(HeldEvents held) {
        return held::holds;
    }

    @Bean
    HeldEvents heldEvents(
            HeldRows rows,
            DeliverySettings settings,
            DeliveryPause pause,
            ExtoleAccounts accounts,
            Clock clock,
            Meters meters) {
        HeldEvents held = new HeldEvents(rows, settings, pause, accounts, clock);
        meters.gauge("held.events", "Events that wait aside, with their persons", held::count);
        meters.gauge("held.oldest.seconds", "How long the oldest event has waited aside", held::oldestSeconds);
        return held;
    }
}
