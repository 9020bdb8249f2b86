package org.extoledestination.delivery.parameters;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.delivery.ExtoleAnswers;
import org.extoledestination.platform.database.DatabaseGauges;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans that the routes about parameters name. */
@Configuration(proxyBeanMethods = false)
class ParametersConfiguration {

    @Bean
    ParameterRows parameterRows(
            JdbcClient database, PlatformTransactionManager transactions, DurableWrites durableWrites) {
        return new ParameterRows(database, new TransactionTemplate(transactions), durableWrites);
    }

    @Bean
    PersonLeases personLeases(JdbcClient database, PlatformTransactionManager transactions) {
        return new PersonLeases(database, new TransactionTemplate(transactions));
    }

    @Bean
    RefusedParameters refusedParameters(JdbcClient database, Meters meters) {
        return new RefusedParameters(new RefusedRows(database), meters);
    }

    @Bean
    PublicParameters publicParameters(
            @Value("${mapping.public-parameters:send}") PublicParametersMode mode,
            ParameterRows rows,
            RefusedParameters refused,
            DeliverySettings settings,
            ExtoleAccounts accounts,
            @Qualifier("segmentJson") ObjectMapper mapper,
            Clock clock,
            Meters meters,
            DatabaseGauges gauges) {
        PublicParameters parameters = new PublicParameters(
                mode, rows, refused, new ParameterSchedule(settings), accounts, mapper, clock, meters);
        gauges.gauge("waiting.parameters", "Parameters that wait for the Persons API", parameters::count);
        return parameters;
    }

    @Bean
    PersonsApi personsApi(
            PersonLeases leases,
            ParameterRows rows,
            RefusedParameters refused,
            DeliverySettings settings,
            ExtoleAnswers answers,
            DeliveryPause pause,
            @Qualifier("segmentJson") ObjectMapper mapper,
            Clock clock,
            Meters meters) {
        return new PersonsApi(
                leases, rows, refused, new ParameterSchedule(settings), answers, pause, mapper, clock, meters);
    }

    @Bean
    Upkeep parametersUpkeep(ParameterRows rows, DeliverySettings settings, Clock clock) {
        return new Upkeep(rows, settings, clock);
    }

    /** Forgets what is too old to matter. */
    record Upkeep(ParameterRows rows, DeliverySettings settings, Clock clock) {

        private static final Logger log = LoggerFactory.getLogger(ParameterRows.class);

        @Scheduled(initialDelayString = "PT4M", fixedDelayString = "PT1H")
        void forgetOld() {
            try {
                rows.forgetBefore(settings.forgottenBefore(clock.instant()));
            } catch (DataAccessException e) {
                log.debug("The database is away; old parameters are remembered for a while: {}", FaultPlace.of(e));
            }
        }
    }
}
