package org.extoledestination.platform.start;

import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Tells the log what has started, and what a stop leaves. */
@Configuration(proxyBeanMethods = false)
class StartConfiguration {

    @Bean
    StartReport startReport(
            Environment settings,
            ObjectProvider<BuildProperties> build,
            ObjectProvider<GitProperties> git,
            @Qualifier("intake") HealthIndicator intake) {
        return new StartReport(settings, build.getIfAvailable(), git.getIfAvailable(), intake);
    }

    @Bean
    StopReport stopReport(Meters meters) {
        return new StopReport(meters);
    }
}
