package org.extoledestination.edit.routes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.extoledestination.activemqbatch.FailurePlace;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.edit.live.LiveEdits;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/** Loads the route files before Camel starts, and refuses to go on when one of them does not run. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RoutesSettings.class)
@Import(MissingGuards.class)
class RoutesConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RoutesConfiguration.class);

    @Bean("routes")
    ExpectedRoutes expectedRoutes(CamelContext context, LiveEdits edits) {
        return new ExpectedRoutes(context, () -> edits.refused(RouteEdits.NAME));
    }

    /** The content of the files when they were read, so that an edit right after that is not missed. */
    private static final class AtStart {
        private volatile FileStates states = new FileStates(new TreeMap<>(), List.of());
        private volatile @Nullable RouteSet routes;

        RouteSet routes() {
            return Objects.requireNonNull(routes, "the route files are loaded before they can be edited");
        }
    }

    @Bean
    AtStart routesAtStart() {
        return new AtStart();
    }

    @Bean
    FailurePlace failurePlace() {
        return FaultPlace::of;
    }

    @Bean
    RunningRoutes runningRoutes(CamelContext context, RoutesSettings settings) {
        // A bean of its own type would be put in by Camel too, and count twice.
        return new RunningRoutes(context, new StepFaults(), settings.folder());
    }

    @Bean
    RouteSwitch.Factory routeSwitches() {
        return new RouteSwitch.Factory();
    }

    @Bean
    CamelContextConfiguration routeFiles(
            RoutesSettings settings,
            ExpectedRoutes expected,
            AtStart atStart,
            RouteSwitch.Factory switches,
            RunningRoutes running) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                Steps.model(context).setModelReifierFactory(switches);
                context.getCamelContextExtension().addInterceptStrategy(running.counts());
                atStart.states = RouteEdits.states(settings.folder());
                new RouteFiles(settings.folder()).load(context);
                atStart.routes = RouteSet.read(settings.folder());
                expected.expectAllLoaded();
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Too early to judge: the runner below does.
            }
        };
    }

    @Bean
    Rehearsal rehearsal(ApplicationContext beans, RoutesSettings settings) {
        return new Rehearsal(beans, settings.folder());
    }

    @Bean
    FilterRegistrationBean<RequestGate> requestGate() {
        FilterRegistrationBean<RequestGate> gate = new FilterRegistrationBean<>(new RequestGate());
        // Behind those that read bodies: a slow sender is not waited for.
        gate.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return gate;
    }

    /** Made with the first look, when all routes have started. */
    @Bean
    @Lazy
    RouteExchange routeExchange(
            CamelContext context,
            RoutesSettings settings,
            ExpectedRoutes expected,
            RouteSwitch.Factory switches,
            FilterRegistrationBean<RequestGate> requestGate,
            ObjectProvider<CamelRequestHandlerMapping> requests,
            AtStart atStart) {
        return new LiveRoutes(
                context,
                switches,
                expected,
                requestGate.getFilter(),
                endpoint -> requests.ifAvailable(mapping -> forget(mapping, endpoint)),
                settings.folder(),
                atStart.routes());
    }

    @Bean
    RouteEdits routeEdits(
            RoutesSettings settings,
            ObjectProvider<RouteExchange> exchange,
            AtStart atStart,
            Rehearsal rehearsal,
            ApplicationContext beans) {
        return new RouteEdits(
                settings.folder(), new ScratchContext(beans), exchange::getObject, () -> atStart.states, rehearsal);
    }

    /** Camel keeps the path of a route that is gone, and would answer 503 there forever. */
    private static void forget(CamelRequestHandlerMapping requests, Endpoint endpoint) {
        Map.copyOf(requests.getHandlerMethods()).forEach((request, handler) -> {
            if (handler.getBean() instanceof Consumer consumer && consumer.getEndpoint() == endpoint) {
                requests.unregisterMapping(request);
            }
        });
    }

    @Bean
    ApplicationRunner routesHaveStarted(ExpectedRoutes expected, MissingGuards guards, RoutesSettings settings) {
        return arguments -> {
            expected.started();
            guards.lines().forEach(line -> log.warn("A route is older than this release: {}", line));
            log.info(
                    "{} routes of {} run",
                    expected.count(),
                    settings.folder().toAbsolutePath().normalize());
        };
    }
}
