package org.extoledestination.platform.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;

/**
 * The context of the management port alone: its filter, and how its controllers are asked. META-INF/spring lists them, so
 * that the ingest port keeps none of it.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@Import({Offered.class, Problems.class})
class ManagementDoor implements WebMvcConfigurer {

    private final Asking asking;
    private final Offered offered;
    private final String basePath;

    ManagementDoor(
            ObjectMapper json, List<AddressFilter<?>> filters, Offered offered, WebEndpointProperties endpoints) {
        asking = new Asking(json, filters);
        this.offered = offered;
        basePath = endpoints.getBasePath();
    }

    @Override
    public void configurePathMatch(PathMatchConfigurer paths) {
        paths.addPathPrefix(basePath, type -> Offered.isOurs(type) || type == LinksController.class);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(offered);
        registry.addInterceptor(asking);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(asking);
    }

    /** Before that of the ingest port, which Spring Boot asks here too; and in JSON, whatever else is accepted. */
    @Bean
    ExceptionHandlerExceptionResolver problemResolver(ObjectMapper json) {
        ExceptionHandlerExceptionResolver resolver = new ExceptionHandlerExceptionResolver();
        resolver.setMessageConverters(List.of(new MappingJackson2HttpMessageConverter(json)));
        resolver.setOrder(-1);
        return resolver;
    }

    @Bean
    FilterRegistrationBean<ManagementFilter> managementFilter(
            ManagementSettings settings,
            TokenFile token,
            PathMappedEndpoints endpoints,
            List<OtherDoor> others,
            AuditTrail trail,
            Environment environment,
            Meters meters,
            Clock clock) {
        Optional<String> bound = Optional.ofNullable(environment.getProperty("management.server.address"));
        FilterRegistrationBean<ManagementFilter> registration = new FilterRegistrationBean<>(new ManagementFilter(
                new KnownHosts(
                        Stream.concat(settings.hosts().stream(), bound.stream()).toList()),
                new OpenPaths(endpoints),
                others,
                new Tokens(token),
                new Refusals(meters, clock),
                trail));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
