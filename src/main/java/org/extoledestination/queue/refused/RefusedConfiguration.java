package org.extoledestination.queue.refused;

import java.time.Clock;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.platform.database.DatabaseGauges;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The bean that the route {@code refused} names, and what operators talk to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RefusedSettings.class)
@Import(RefusedUpkeep.class)
class RefusedConfiguration {

    @Bean
    RefusedRows refusedRows(
            JdbcTemplate database, PlatformTransactionManager transactions, DurableWrites durableWrites) {
        return new RefusedRows(database, new TransactionTemplate(transactions), durableWrites, Portion.ofHeap());
    }

    @Bean
    Whereabouts refusedWhereabouts(RefusedRows rows) {
        return new Whereabouts(
                "the refused messages",
                messageId -> rows.naming(messageId).stream()
                        .map(RefusedMessage::place)
                        .toList());
    }

    @Bean
    RefusedMessages refusedMessages(RefusedRows rows, Clock clock, Meters meters, DatabaseGauges gauges) {
        gauges.gauge(
                "refused.messages",
                "Refused messages that nobody has decided on",
                () -> rows.size().messages());
        return new RefusedMessages(rows, clock, meters);
    }
}
