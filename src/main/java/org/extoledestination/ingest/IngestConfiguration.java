package org.extoledestination.ingest;

import java.time.Clock;
import org.extoledestination.queue.EventQueue;
import org.extoledestination.routes.ExpectedRoutes;
import org.extoledestination.telemetry.Meters;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The beans that the ingest routes name. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

    @Bean
    Sources sources(IngestSettings settings) {
        return new Sources(settings.sources());
    }

    @Bean
    TrackingApi trackingApi(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        return new TrackingApi(sources, settings, clock, meters);
    }

    @Bean
    SubscriptionEndpoint subscriptionEndpoint(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        return new SubscriptionEndpoint(sources, settings, clock, meters);
    }

    @Bean
    SegmentQueue segmentQueue(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        return new SegmentQueue(sources, settings, clock, meters);
    }

    @Bean
    ArchiveReader archiveReader(Sources sources, IngestSettings settings, Clock clock) {
        return new ArchiveReader(sources, settings, clock);
    }

    @Bean
    IngestAnswers ingestAnswers(IngestSettings settings) {
        return new IngestAnswers(settings.retryAfter());
    }

    @Bean("intake")
    Intake intake(ExpectedRoutes routes, EventQueue queue) {
        return new Intake(() -> routes.allRun("ingest"), queue::isAvailable);
    }

    @Bean
    FilterRegistrationBean<IngestFilter> ingestFilter(Intake intake, IngestSettings settings, Meters meters) {
        FilterRegistrationBean<IngestFilter> registration =
                new FilterRegistrationBean<>(new IngestFilter(intake, settings, meters));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
