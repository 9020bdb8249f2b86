package org.extoledestination.mapping;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.extoledestination.telemetry.Meters;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that the identify, track and erasure routes name. */
@Configuration(proxyBeanMethods = false)
class MappingConfiguration {

    @Bean
    MappingSettings mappingSettings(
            @Value("${mapping.anonymous:send}") AnonymousPolicy anonymous,
            @Value("${mapping.container:}") String container) {
        return new MappingSettings(anonymous, Optional.of(container).filter(name -> !name.isBlank()));
    }

    @Bean
    MappingStation mapping(
            @Value("${mapping.folder:config/mappings}") Path folder,
            MappingSettings settings,
            Clock clock,
            Meters meters) {
        return new MappingStation(Mappings.read(folder, settings, clock), meters);
    }

    @Bean
    Erasures erasures() {
        return new Erasures();
    }
}
