package org.extoledestination.gate.suppression;

import java.time.Clock;
import org.apache.camel.Predicate;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The beans that the router and erasure routes name. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SuppressionConfiguration {

    @Bean
    Suppressions suppressions(
            PersonKeys keys,
            JdbcClient database,
            DurableWrites durableWrites,
            @Value("${delivery.suppress-after-delete:false}") boolean afterDelete,
            Clock clock,
            Meters meters) {
        Suppressions suppressions =
                new Suppressions(keys, new SuppressionRows(database, durableWrites), afterDelete, clock);
        meters.gauge("suppressed.persons", "User ids and e-mail addresses whose events stay here", suppressions::count);
        return suppressions;
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    @Guards(
            from = {"direct:router"},
            by = "isSuppressed",
            without = "events of suppressed persons would go out")
    Predicate isSuppressed(Suppressions suppressions) {
        return suppressions::drop;
    }

    @Bean
    Upkeep suppressionsUpkeep(Suppressions suppressions, DeliverySettings settings, Clock clock) {
        return new Upkeep(suppressions, settings, clock);
    }

    /** Follows what other instances and their operators do, and forgets. */
    record Upkeep(Suppressions suppressions, DeliverySettings settings, Clock clock) {

        @Scheduled(initialDelayString = "PT2S", fixedDelayString = "PT2S")
        void follow() {
            suppressions.follow();
        }

        @Scheduled(initialDelayString = "PT3M", fixedDelayString = "PT1H")
        void forgetOld() {
            suppressions.forgetBefore(settings.forgottenBefore(clock.instant()));
        }
    }
}
