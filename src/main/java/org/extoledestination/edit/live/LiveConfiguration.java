package org.extoledestination.edit.live;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** Begins to look when all runs, and ends before anything stops. */
@Configuration(proxyBeanMethods = false)
@Import({LiveEdits.class, LiveSettings.class})
class LiveConfiguration {

    @Bean
    static MisspeltSettings misspeltSettings(ConfigurableEnvironment environment) {
        return new MisspeltSettings(environment);
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
