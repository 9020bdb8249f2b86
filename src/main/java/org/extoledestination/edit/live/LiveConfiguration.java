package org.extoledestination.edit.live;

import java.time.Clock;
import java.util.List;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Begins to look when all runs, and ends before anything stops. */
@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    @Bean
    static MisspeltSettings misspeltSettings(ConfigurableEnvironment environment) {
        return new MisspeltSettings(environment);
    }

    @Bean
    LiveEdits liveEdits(Clock clock, Meters meters) {
        return new LiveEdits(clock, meters);
    }

    @Bean
    LiveSettings liveSettings(ConfigurableEnvironment environment, MisspeltSettings misspelt) {
        return new LiveSettings(environment, misspelt);
    }

    @Bean
    HealthIndicator settingsHealthIndicator(LiveEdits edits, LiveSettings settings) {
        return () -> {
            Health.Builder health = Health.up();
            List<String> refused = edits.refused(settings.name());
            if (!refused.isEmpty()) {
                health.withDetail("refusedEdit", refused);
            }
            if (!settings.needRestart().isEmpty()) {
                health.withDetail("needRestart", settings.needRestart());
            }
            return health.build();
        };
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> liveEditsBegin(LiveEdits edits, ObjectProvider<LiveFiles> files) {
        return ready -> {
            files.orderedStream().forEach(edits::watch);
            edits.begin();
        };
    }
}
