package org.extoledestination;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
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
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }
}
