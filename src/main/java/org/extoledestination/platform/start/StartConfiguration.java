package org.extoledestination.platform.start;

import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.Scheduled;

/** Tells the log what has started, and what a stop leaves. */
@Configuration(proxyBeanMethods = false)
@Import(StopReport.class)
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
    FilesShut filesShut(Environment settings) {
        return new FilesShut(Path.of(settings.getRequiredProperty("data-dir")));
    }

    /** Files that broker and database make, at the start and as they grow. */
    record FilesShut(Path folder) {
        @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT1M")
        void shut() {
            DataFolder.shutFiles(folder);
        }
    }
}
