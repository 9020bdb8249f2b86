package org.extoledestination.delivery.erasure;

import java.time.Clock;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The bean that the route {@code erasure} asks, and how its holds end. */
@Configuration(proxyBeanMethods = false)
@Import(DeletionsHealth.class)
class ErasureConfiguration {

    @Bean
    @Guards(
            from = {"direct:erasure"},
            by = "deletionCap.pass",
            without = "delivery.deletions-per-hour would limit nothing")
    DeletionCap deletionCap(
            JdbcClient database, DurableWrites durableWrites, DeliverySettings settings, Clock clock, Meters meters) {
        DeletionCap cap =
                new DeletionCap(new DeletionRows(database, durableWrites), settings.deletionsPerHour(), clock, meters);
        meters.gauge(
                "deletions.held",
                "Sources whose deletions are held until an operator decides",
                () -> cap.holds().size());
        return cap;
    }
}
