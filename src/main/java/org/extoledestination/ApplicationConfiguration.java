package org.extoledestination;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Beans that every package uses. */
@Configuration(proxyBeanMethods = false)
@Import({Deadlines.class, Meters.class})
class ApplicationConfiguration {

    private static final int SCHEDULED_AT_ONCE = 4;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Not the application's default mapper: only routes name it. */
    @Bean(defaultCandidate = false)
    ObjectMapper segmentJson() {
        return SegmentJson.mapper();
    }

    /** Several threads: checks of each second must not wait for clean-up work. */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.poolSize(SCHEDULED_AT_ONCE)
                .threadNamePrefix("scheduled-")
                .build();
    }

    @Bean
    Journeys journeys(Clock clock) {
        return new Journeys(clock);
    }
}
