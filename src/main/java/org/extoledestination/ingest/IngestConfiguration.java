package org.extoledestination.ingest;

import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.extoledestination.edit.live.LiveSettings;
import org.extoledestination.edit.routes.ExpectedRoutes;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.PersonSettings;
import org.extoledestination.ingest.connections.Malformed;
import org.extoledestination.mapping.MappingStation;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.EventQueue;
import org.extoledestination.queue.QueueLimits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** The beans of the ingest routes, and the filters before them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IngestSettings.class, LimitSettings.class, PersonSettings.class})
@Import({ErrorAnswers.class, PersonKeys.class, Pixel.class, ProjectSettings.class, TrackingApi.class})
class IngestConfiguration {

    private static final String TRACKING_API = "/v1/*";
    private static final String SUBSCRIPTION = "/segment/*";
    private static final int BEHIND_ALL = 20;
    private static final int BEFORE_THE_PORT = WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
    private static final int THREADS_OF_TOMCAT = 200;

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
        // A message names its source itself.
        meters.only("source", name -> known.get().byName().containsKey(name));
        return new Sources(known, settings.unknownKey());
    }

    /** Throws an {@link IllegalArgumentException} for a name that is no source's. */
    @Bean
    Consumer<String> requireSource(Sources sources) {
        return name -> {
            try {
                sources.named(name);
            } catch (RefusedException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        };
    }

    @Bean
    SourceLimits sourceLimits(LimitSettings settings, IngestSettings ingest) {
        settings.bySource()
                .keySet()
                .forEach(named -> IngestSettings.requireSource("ingest.limits.by-source", named, ingest.sourceNames()));
        return new SourceLimits(settings, System::nanoTime);
    }

    @Bean
    EventReader eventReader(IngestSettings settings, PersonKeys keys, Meters meters) {
        return new EventReader(settings.maxEventSize().toBytes(), keys, new TimeDoubts(meters));
    }

    @Bean
    SubscriptionEndpoint subscriptionEndpoint(
            Sources sources,
            EventReader reader,
            IngestSettings settings,
            SourceLimits limits,
            MappingStation mapping,
            Clock clock,
            Meters meters) {
        return new SubscriptionEndpoint(sources, reader, settings, limits, mapping::isFor, clock, meters);
    }

    @Bean
    @Guards(
            from = {"activemq-batch:segment.events"},
            by = "segmentQueue.requireRoom",
            without = "large messages would fill the heap before their commit")
    SegmentQueue segmentQueue(
            Sources sources, EventQueue queue, EventReader reader, Clock clock, Meters meters, Journeys journeys) {
        return new SegmentQueue(
                sources,
                queue::keep,
                reader,
                clock,
                meters,
                journeys,
                Runtime.getRuntime().maxMemory());
    }

    @Bean
    ArchiveReader archiveReader(Sources sources, EventReader reader, Clock clock) {
        return new ArchiveReader(sources, reader, clock, Runtime.getRuntime().maxMemory());
    }

    @Bean
    IngestAnswers ingestAnswers(IngestSettings settings, LimitSettings limits, Meters meters) {
        return new IngestAnswers(settings.retryAfter(), new Addresses(limits, System::nanoTime), meters);
    }

    @Bean
    Malformed malformed(IngestAnswers answers) {
        return answers::malformed;
    }

    @Bean("intake")
    Intake intake(ExpectedRoutes routes, EventQueue queue, QueueLimits limits, BodyRoom room) {
        return new Intake(() -> routes.allRun("ingest"), queue::isAvailable, limits::reached, room::fullFor);
    }

    @Bean
    @Guards(
            from = {"activemq-batch:segment.events"},
            by = "backPressure",
            without = "messages would be read while the queue or the disk is full")
    BackPressure backPressure(QueueLimits limits) {
        return new BackPressure(limits);
    }

    @Bean(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
    PlatformHttpEngine platformHttpEngine(@Value("${server.port}") int port) {
        return new SynchronousHttpEngine(port);
    }

    /** Behind the filter by which Spring takes the address from a proxy, which has place 0. */
    @Bean
    FilterRegistrationBean<AddressFilter> addressFilter(IngestAnswers answers) {
        return inOrder(1, new AddressFilter(answers), "/*");
    }

    @Bean
    FilterRegistrationBean<BrowserFilter> browserFilter() {
        return inOrder(2, new BrowserFilter(), TRACKING_API);
    }

    @Bean
    FilterRegistrationBean<IntakeFilter> intakeFilter(Intake intake, StopWait stop, IngestAnswers answers) {
        return inOrder(3, new IntakeFilter(intake, stop, answers), TRACKING_API, SUBSCRIPTION);
    }

    @Bean
    StopWait stopWait(IngestSettings settings) {
        return new StopWait(settings.stopWait());
    }

    @Bean
    StopWait.Step balancersFirst(StopWait stop) {
        return new StopWait.Step(BEFORE_THE_PORT + 1, stop::await, new AtomicBoolean());
    }

    /** Before the port closes, not after it: who asks while events under way are finished hears 503. */
    @Bean
    StopWait.Step routesNext(StopWait stop, ObjectProvider<CamelContext> camel) {
        return new StopWait.Step(
                BEFORE_THE_PORT,
                done -> new Thread(
                                () -> {
                                    try {
                                        stop.close();
                                        camel.getObject().stop();
                                    } finally {
                                        done.run();
                                    }
                                },
                                "routes-stop")
                        .start(),
                new AtomicBoolean());
    }

    @Bean
    BodyRoom bodyRoom(IngestSettings settings, Environment environment, Meters meters) {
        long largest = Math.max(
                settings.maxRequestSize().toBytes(),
                settings.maxSubscriptionSize().toBytes());
        int threads = Threading.VIRTUAL.isActive(environment)
                ? Integer.MAX_VALUE
                : environment.getProperty("server.tomcat.threads.max", Integer.class, THREADS_OF_TOMCAT);
        BodyRoom room = new BodyRoom(Runtime.getRuntime().maxMemory(), largest, settings.readTimeout(), threads);
        meters.gauge("ingest.room.used", "How much of the memory for bodies that arrive is taken: 0 to 1", room::used);
        return room;
    }

    @Bean
    FilterRegistrationBean<BodyFilter> trackingBodyFilter(
            IngestSettings settings,
            LimitSettings limits,
            Sources sources,
            SourceLimits sent,
            BodyRoom room,
            IngestAnswers answers) {
        BodyFilter.Limits bounds =
                new BodyFilter.Limits(settings.maxRequestSize(), settings.readTimeout(), limits.slowestBody());
        return inOrder(4, new BodyFilter(bounds, BodyFilter.tracking(sources, sent), room, answers), TRACKING_API);
    }

    @Bean
    FilterRegistrationBean<BodyFilter> subscriptionBodyFilter(
            IngestSettings settings,
            LimitSettings limits,
            Sources sources,
            SourceLimits sent,
            BodyRoom room,
            IngestAnswers answers) {
        BodyFilter.Limits bounds =
                new BodyFilter.Limits(settings.maxSubscriptionSize(), settings.readTimeout(), limits.slowestBody());
        return inOrder(4, new BodyFilter(bounds, BodyFilter.subscription(sources, sent), room, answers), SUBSCRIPTION);
    }

    /** Behind ours, the gate for edits of routes, and Spring Boot's filter that measures. */
    @Bean
    FilterRegistrationBean<RouteFilter> routeFilter(
            ObjectProvider<CamelRequestHandlerMapping> routes, StopWait stop, IngestAnswers answers) {
        FilterRegistrationBean<RouteFilter> registration =
                new FilterRegistrationBean<>(new RouteFilter(SingletonSupplier.of(routes::getObject), stop, answers));
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
