package org.extoledestination.ingest;

import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.extoledestination.live.LiveSettings;
import org.extoledestination.queue.EventQueue;
import org.extoledestination.queue.QueueLimits;
import org.extoledestination.routes.ExpectedRoutes;
import org.extoledestination.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.function.SingletonSupplier;

/** The beans that the ingest routes name, and what stands before them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestSettings.class)
class IngestConfiguration {

    private static final String TRACKING_API = "/v1/*";
    private static final String SUBSCRIPTION = "/segment/*";
    private static final int BEHIND_ALL = 20;

    @Bean
    Sources sources(IngestSettings settings, LiveSettings live, Clock clock, Meters meters) {
        KeyUses uses = new KeyUses(clock, meters);
        Supplier<KnownSources> known = live.follow(
                Set.of("ingest.sources"),
                binder -> KnownSources.of(
                        LiveSettings.checked(binder, "ingest", IngestSettings.class)
                                .sources(),
                        uses),
                KnownSources.of(settings.sources(), uses).report());
        return new Sources(known, settings.unknownKey());
    }

    @Bean
    TrackingApi trackingApi(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        return new TrackingApi(sources, settings, clock, meters);
    }

    @Bean
    Pixel pixel(Sources sources, TrackingApi trackingApi) {
        return new Pixel(sources, trackingApi);
    }

    @Bean
    ProjectSettings projectSettings(Sources sources) {
        return new ProjectSettings(sources);
    }

    @Bean
    SubscriptionEndpoint subscriptionEndpoint(Sources sources, IngestSettings settings, Clock clock, Meters meters) {
        return new SubscriptionEndpoint(sources, settings, clock, meters);
    }

    @Bean
    SegmentQueue segmentQueue(Sources sources, EventQueue queue, IngestSettings settings, Clock clock, Meters meters) {
        return new SegmentQueue(sources, queue::keep, settings, clock, meters);
    }

    @Bean
    ArchiveReader archiveReader(Sources sources, IngestSettings settings, Clock clock) {
        return new ArchiveReader(sources, settings, clock);
    }

    @Bean
    IngestAnswers ingestAnswers(IngestSettings settings, Meters meters) {
        return new IngestAnswers(settings.retryAfter(), meters);
    }

    @Bean("intake")
    Intake intake(ExpectedRoutes routes, EventQueue queue, QueueLimits limits) {
        return new Intake(() -> routes.allRun("ingest"), queue::isAvailable, limits::reached);
    }

    @Bean
    BackPressure backPressure(QueueLimits limits) {
        return new BackPressure(limits);
    }

    @Bean(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
    PlatformHttpEngine platformHttpEngine(@Value("${server.port}") int port) {
        return new SynchronousHttpEngine(port);
    }

    @Bean
    FilterRegistrationBean<BrowserFilter> browserFilter() {
        return inOrder(0, new BrowserFilter(), TRACKING_API);
    }

    @Bean
    FilterRegistrationBean<IntakeFilter> intakeFilter(Intake intake, IngestAnswers answers) {
        return inOrder(1, new IntakeFilter(intake, answers), TRACKING_API, SUBSCRIPTION);
    }

    @Bean
    BodyRoom bodyRoom(IngestSettings settings) {
        long largest = Math.max(
                settings.maxRequestSize().toBytes(),
                settings.maxSubscriptionSize().toBytes());
        return new BodyRoom(Runtime.getRuntime().maxMemory(), largest, settings.readTimeout());
    }

    @Bean
    FilterRegistrationBean<BodyFilter> trackingBodyFilter(
            IngestSettings settings, BodyRoom room, IngestAnswers answers) {
        return inOrder(
                2, new BodyFilter(settings.maxRequestSize(), settings.readTimeout(), room, answers), TRACKING_API);
    }

    @Bean
    FilterRegistrationBean<BodyFilter> subscriptionBodyFilter(
            IngestSettings settings, BodyRoom room, IngestAnswers answers) {
        return inOrder(
                2, new BodyFilter(settings.maxSubscriptionSize(), settings.readTimeout(), room, answers), SUBSCRIPTION);
    }

    /** Behind ours, the gate for edits of routes, and Spring Boot's filter that measures. */
    @Bean
    FilterRegistrationBean<RouteFilter> routeFilter(
            ObjectProvider<CamelRequestHandlerMapping> routes, IngestAnswers answers) {
        FilterRegistrationBean<RouteFilter> registration =
                new FilterRegistrationBean<>(new RouteFilter(SingletonSupplier.of(routes::getObject), answers));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + BEHIND_ALL);
        return registration;
    }

    private static <T extends Filter> FilterRegistrationBean<T> inOrder(int place, T filter, String... paths) {
        FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        registration.addUrlPatterns(paths);
        return registration;
    }
}
