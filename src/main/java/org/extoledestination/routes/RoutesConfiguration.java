package org.extoledestination.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads the route files before Camel starts, and refuses to go on when one of them does not run. */
@Configuration(proxyBeanMethods = false)
class RoutesConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RoutesConfiguration.class);

    @Bean("routes")
    ExpectedRoutes expectedRoutes(CamelContext context) {
        return new ExpectedRoutes(context);
    }

    @Bean
    CamelContextConfiguration routeFiles(RoutesSettings settings, ExpectedRoutes expected) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                new RouteFiles(settings.folder()).load(context);
                expected.expectAllLoaded();
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Too early to judge: the runner below does.
            }
        };
    }

    /** One attempt, and no log line of Camel's: the steps that follow say what is to be said. */
    @Bean
    RedeliveryPolicy noRedelivery() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(0);
        policy.setLogExhausted(false);
        policy.setLogNewException(false);
        policy.setLogStackTrace(false);
        return policy;
    }

    @Bean
    ApplicationRunner routesHaveStarted(ExpectedRoutes expected, RoutesSettings settings) {
        return arguments -> {
            expected.started();
            log.info(
                    "{} routes of {} run",
                    expected.count(),
                    settings.folder().toAbsolutePath().normalize());
        };
    }
}
