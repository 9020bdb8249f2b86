package org.extoledestination;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.extoledestination.deadline.Deadlines;
import org.extoledestination.telemetry.Meters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every station uses. */
@Configuration(proxyBeanMethods = false)
class ApplicationConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Deadlines deadlines() {
        return new Deadlines();
    }

    @Bean
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }
}
