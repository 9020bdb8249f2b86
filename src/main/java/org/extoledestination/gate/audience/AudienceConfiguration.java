package org.extoledestination.gate.audience;

import java.time.Clock;
import org.apache.camel.Predicate;
import org.extoledestination.event.EventBody;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The beans that the audience route names. */
@Configuration(proxyBeanMethods = false)
class AudienceConfiguration {

    private static final Logger log = LoggerFactory.getLogger(InitialSyncs.class);

    @Bean
    InitialSyncs initialSyncs(Meters meters) {
        InitialSyncs syncs = new InitialSyncs(log::info);
        meters.gauge("audience.syncs", "Audiences whose members all arrive at once", syncs::running);
        meters.gauge("audience.sync.entries", "First entries of the syncs that run, so far", syncs::entries);
        return syncs;
    }

    @Bean
    AudienceStates audienceStates(
            JdbcClient database,
            TransactionOperations transaction,
            DurableWrites durableWrites,
            InitialSyncs syncs,
            PersonKeys keys,
            Clock clock,
            Meters meters) {
        return new AudienceStates(
                new AssertionReader(keys, clock), new StateRows(database, transaction), durableWrites, syncs, meters);
    }

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate isAssertion(AudienceStates states) {
        return exchange -> states.isAssertion(EventBody.of(exchange.getMessage().getBody()));
    }

    /** For assertions that were compared. */
    @Bean
    Predicate isNews(AudienceStates states) {
        return states::isNews;
    }
}
