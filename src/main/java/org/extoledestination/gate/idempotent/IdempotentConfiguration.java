package org.extoledestination.gate.idempotent;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Predicate;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.edit.live.LiveSettings;
import org.extoledestination.event.Whereabouts;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.platform.database.DatabaseOwner;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** The idempotent repository that the routes name, and where it keeps its ids. */
@Configuration(proxyBeanMethods = false)
@Import({DeliveredIds.class, RequestsDone.class})
class IdempotentConfiguration {

    private static final Logger log = LoggerFactory.getLogger(IdempotentConfiguration.class);

    /** A database of this process alone is moved out of: ids of an older release, or of another setting. */
    @Bean
    IdStore idStore(
            JdbcClient database,
            DurableWrites durableWrites,
            DeliverySettings settings,
            Clock clock,
            DatabaseOwner owner,
            @Value("${data-dir}") Path dataDir) {
        DatabaseIds table = new DatabaseIds(database, durableWrites, settings.rememberIds(), clock);
        if (!settings.idsIn().isFiles(owner.isThisProcess())) {
            return table;
        }
        FileIds files = new FileIds(dataDir.resolve("database/delivered-ids"), settings.rememberIds(), clock);
        int moved = owner.isThisProcess() ? table.moveTo(files) : 0;
        if (moved > 0) {
            log.info("{} delivered ids were moved from the database into files (delivery.ids-in)", moved);
        }
        return files;
    }

    /** Ids are kept with their source, so every source that there is has to be asked for. */
    @Bean
    Whereabouts deliveredWhereabouts(DeliveredIds ids, IngestSettings ingest, LiveSettings live) {
        Supplier<List<String>> sources = live.follow(
                Set.of("ingest.sources"),
                binder -> LiveSettings.checked(binder, "ingest", IngestSettings.class)
                        .sourceNames(),
                ingest.sourceNames());
        return new Whereabouts(
                "the delivered ids",
                messageId -> sources.get().stream()
                        .flatMap(source -> ids.find(source, messageId).stream())
                        .toList());
    }

    @Bean
    Predicate isLeft(RequestsDone requests) {
        return requests::isLeft;
    }

    @Bean
    Upkeep deliveredIdsUpkeep(DeliveredIds ids) {
        return new Upkeep(ids);
    }

    /** Background work on ids. */
    record Upkeep(DeliveredIds ids) implements DisposableBean {

        @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT5S")
        void recordRest() {
            try {
                ids.recordRest();
            } catch (DataAccessException e) {
                log.debug("Ids of delivered events still cannot be recorded: {}", FaultPlace.of(e));
            }
        }

        @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT10M")
        void forgetOld() {
            try {
                ids.forgetOld();
            } catch (DataAccessException e) {
                log.debug("The database is away; old ids stay for a while: {}", FaultPlace.of(e));
            }
        }

        /** The last chance: what this process knows alone goes with it. */
        @Override
        public void destroy() {
            recordRest();
        }
    }
}
