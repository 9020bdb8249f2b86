package org.extoledestination.mapping;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.edit.live.LiveEdits;
import org.extoledestination.edit.live.LiveSettings;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The mapping, for the routes that hand events to Extole, and what keeps up with edits of its files. */
@Configuration(proxyBeanMethods = false)
class MappingConfiguration {

    /** The mappings as they are at the start, with what they were read from. */
    private record FirstReading(Mappings mappings, FileStates from) {}

    @Bean
    FirstReading firstMappings(
            @Value("${mapping.folder:config/mappings}") Path folder, Environment environment, Clock clock) {
        MappingSettings settings = MappingSettings.of(Binder.get(environment));
        // Taken before: an edit in between is read again, and not missed.
        FileStates from = MappingEdits.states(folder, settings);
        return new FirstReading(Mappings.read(folder, settings, clock), from);
    }

    @Bean
    MappingStation mapping(FirstReading first, Meters meters) {
        return new MappingStation(first.mappings(), meters);
    }

    @Bean
    MappingEdits mappingEdits(
            @Value("${mapping.folder:config/mappings}") Path folder,
            FirstReading first,
            MappingStation station,
            LiveSettings settings,
            Clock clock) {
        Supplier<MappingSettings> latest = settings.follow(
                MappingSettings.KEYS,
                binder -> MappingSettings.of(binder)
                        .withPersonsOf(first.mappings().settings()),
                first.mappings().settings());
        MappingEdits edits = new MappingEdits(folder, latest, clock, station, first.from());
        edits.testAtStart();
        return edits;
    }

    @Bean
    HealthIndicator mappingHealthIndicator(LiveEdits edits, MappingEdits mappings) {
        return () -> {
            Health.Builder health = Health.up();
            List<String> refused = edits.refused(MappingEdits.NAME);
            if (!refused.isEmpty()) {
                health.withDetail("refusedEdit", refused);
            }
            if (!mappings.failing().isEmpty()) {
                health.withDetail("failingTests", mappings.failing());
            }
            return health.build();
        };
    }

    @Bean
    Erasures erasures(PersonKeys keys) {
        return new Erasures(keys);
    }
}
