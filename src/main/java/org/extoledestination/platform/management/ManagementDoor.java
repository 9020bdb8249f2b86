package org.extoledestination.platform.management;

import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The filter of the management port, in the context of that port alone: the ingest port keeps none of it. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementDoor {

    @Bean
    FilterRegistrationBean<ManagementFilter> managementFilter(
            ManagementSettings settings,
            TokenFile token,
            PathMappedEndpoints endpoints,
            Environment environment,
            Meters meters,
            Clock clock) {
        Optional<String> bound = Optional.ofNullable(environment.getProperty("management.server.address"));
        FilterRegistrationBean<ManagementFilter> registration = new FilterRegistrationBean<>(new ManagementFilter(
                new KnownHosts(
                        Stream.concat(settings.hosts().stream(), bound.stream()).toList()),
                new OpenPaths(endpoints),
                new Tokens(token),
                new Refusals(meters, clock)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
