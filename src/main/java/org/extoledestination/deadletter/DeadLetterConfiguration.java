package org.extoledestination.deadletter;

import java.time.Clock;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.platform.alert.AlertSource;
import org.extoledestination.platform.alert.Alerts;
import org.extoledestination.platform.database.DatabaseGauges;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** The beans that the dead-letter routes name, and what operators talk to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterSettings.class)
@Import({DeadLetterCleaning.class, DeadLetterDesk.class, DeadLetterReplay.class, ReplayTurn.class})
class DeadLetterConfiguration {

    @Bean
    DeadLetterRows deadLetterRows(JdbcTemplate database, DurableWrites durableWrites) {
        return new DeadLetterRows(database, durableWrites, Portion.ofHeap());
    }

    @Bean
    Whereabouts deadLetterWhereabouts(DeadLetterRows rows) {
        return new Whereabouts(
                "the dead letters",
                messageId ->
                        rows.named(messageId).stream().map(DeadLetter::place).toList());
    }

    @Bean
    DeadLetterLog deadLetterLog(Meters meters, Alerts alerts) {
        return new DeadLetterLog(
                meters,
                (kind, detail) -> alerts.tell(
                        "dead-letter.first",
                        kind,
                        "extolenewdeadletters",
                        new AlertSource.Cause(
                                "first dead letter of its kind, " + kind + ": " + detail,
                                null,
                                "see it whole: dead-letters list. Correct the mapping or the sender, then replay it")));
    }

    @Bean
    DeadLetters deadLetters(DeadLetterRows rows, DeadLetterLog log, Clock clock, Meters meters, DatabaseGauges gauges) {
        gauges.gauge(
                "dead.letters",
                "Dead letters that are not discarded",
                () -> rows.count(DeadLetterFilter.NONE, DeadLetterFilter.NONE.listed()));
        return new DeadLetters(rows, log, clock, meters);
    }

    @Bean
    AddressFilter<DeadLetterFilter> deadLetterFilter(DeadLetterDesk desk) {
        return new AddressFilter<>(DeadLetterFilter.class, DeadLetterFilter.NAMES, (parameters, others) -> {
            DeadLetterFilter filter = DeadLetterFilter.of(parameters, others);
            filter.sources().forEach(desk::requireSource);
            return filter;
        });
    }
}
