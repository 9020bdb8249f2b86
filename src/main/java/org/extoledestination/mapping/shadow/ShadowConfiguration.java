package org.extoledestination.mapping.shadow;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.extoledestination.mapping.MappingStation;
import org.extoledestination.mapping.shadow.Shadow.Report;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The shadow run, where {@code mapping.candidate} names a folder. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ShadowConfiguration {

    /** The run, if there is one; closes it with the application. */
    record ShadowRun(Optional<Shadow> shadow) implements AutoCloseable {

        Report get() {
            return shadow.map(Shadow::report).orElse(Report.OFF);
        }

        @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT1S")
        void readCandidate() {
            shadow.ifPresent(Shadow::readCandidate);
        }

        @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
        void summarize() {
            shadow.ifPresent(Shadow::summarize);
        }

        @Override
        public void close() {
            shadow.ifPresent(Shadow::close);
        }
    }

    @Bean
    ShadowRun shadowRun(
            @Value("${mapping.candidate:}") String folder, MappingStation mapping, Clock clock, Meters meters) {
        Optional<Shadow> shadow = Optional.of(folder)
                .filter(name -> !name.isBlank())
                .map(name -> new Shadow(new Candidate(Path.of(name), mapping::settings, clock), clock, meters));
        shadow.ifPresent(mapping::observe);
        return new ShadowRun(shadow);
    }

    /** Always UP, since a candidate harms nothing. */
    @Bean("shadow")
    HealthIndicator shadowHealth(ShadowRun run) {
        return () -> {
            Report now = run.get();
            Health.Builder up = Health.up().withDetail("state", now.state());
            List<String> mistakes = now.mistakes();
            return (mistakes == null || mistakes.isEmpty() ? up : up.withDetail("mistakes", mistakes)).build();
        };
    }
}
