package org.extoledestination.console;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.extoledestination.delivery.DeliveryController;
import org.extoledestination.platform.management.AuditTrail;
import org.extoledestination.platform.management.OtherDoor;
import org.extoledestination.platform.management.TokenFile;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.web.server.Cookie.SameSite;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.server.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.servlet.server.Session;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The console, in the context of the management port alone: who gets in, its pages, its files. META-INF/spring lists it.
 * The ingest port keeps no filter of Spring Security, nor a session.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@EnableWebSecurity
@Import({
    AudiencesPage.class,
    AuditPage.class,
    ConsoleErrors.class,
    DeadLettersPage.class,
    TransferPage.class,
    DeliveryPage.class,
    FindPage.class,
    ImportsPage.class,
    LoginPage.class,
    MappingsPage.class,
    OverviewPage.class,
    ParametersPage.class,
    RefusedPage.class,
    SuppressionsPage.class,
    RoutesPage.class,
    ShadowPage.class,
    TailPage.class,
    TryOutPage.class
})
class ConsoleDoor implements WebMvcConfigurer {

    /** Without a request. */
    private static final Duration LONGEST_SESSION = Duration.ofHours(8);

    private static final int YEAR_DAYS = 365;

    private final Frames frames;

    ConsoleDoor(ManagementServerProperties server) {
        frames = new Frames(Objects.requireNonNullElse(server.getBasePath(), ""));
    }

    @Bean
    OtherDoor consoleAddresses() {
        return new OtherDoor(Addresses.CONSOLE);
    }

    @Bean
    Frames consoleFrames() {
        return frames;
    }

    @Bean
    Pages consolePages() {
        return new Pages();
    }

    @Bean
    Viewers consoleViewers() {
        return new Viewers();
    }

    @Bean
    LastHour lastHour(MeterRegistry registry, Clock clock) {
        return new LastHour(registry, clock);
    }

    @Bean
    OverviewReader overviewReader(
            MeterRegistry registry,
            HealthEndpoint health,
            DeliveryController delivery,
            LastHour lastHour,
            Viewers viewers,
            Clock clock) {
        return new OverviewReader(registry, health, delivery, lastHour, viewers, clock);
    }

    @Bean
    Ticker consoleTicker(LastHour lastHour, OverviewReader reader, Viewers viewers, Pages pages) {
        return new Ticker(lastHour, reader, viewers, pages, frames);
    }

    @Bean
    Masked masked(ConsoleSettings settings) {
        return new Masked(settings.mask(), settings.show());
    }

    @Bean
    ConsoleUsers consoleUsers(ConsoleSettings settings, ManagementServerProperties server, TokenFile token) {
        return new ConsoleUsers(settings, server, token);
    }

    @Bean
    SecurityFilterChain consoleChain(
            HttpSecurity http,
            ConsoleUsers users,
            Pages pages,
            Viewers viewers,
            AuditTrail trail,
            CookieNames cookies,
            Clock clock)
            throws Exception {
        return new ConsoleSecurity(users, frames, pages, viewers, trail, cookies, clock).of(http);
    }

    @Bean
    CookieNames consoleCookies(ManagementServerProperties server, TokenFile token) {
        return CookieNames.of(token.path(), server.getPort());
    }

    /** Its own counters would stand among the metrics of deliveries. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** For the console's addresses alone, behind our own filter, which looks at Host and Origin. */
    @Bean
    FilterRegistrationBean<FilterChainProxy> consoleFilter(FilterChainProxy springSecurityFilterChain) {
        FilterRegistrationBean<FilterChainProxy> registration = new FilterRegistrationBean<>(springSecurityFilterChain);
        registration.setUrlPatterns(List.of(Addresses.CONSOLE, Addresses.CONSOLE + "/*"));
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> consoleSession(CookieNames cookies) {
        Session session = new Session();
        session.setTimeout(LONGEST_SESSION);
        session.setTrackingModes(Set.of(Session.SessionTrackingMode.COOKIE));
        session.getCookie().setName(cookies.session());
        session.getCookie().setPath(frames.base() + Addresses.CONSOLE);
        session.getCookie().setHttpOnly(true);
        session.getCookie().setSameSite(SameSite.STRICT);
        return factory -> factory.setSession(session);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(frames);
    }

    /** Their addresses change with them. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(Addresses.ASSETS + "**")
                .addResourceLocations(Frames.FILES)
                .setUseLastModified(false)
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(YEAR_DAYS)).cachePrivate());
        registry.addResourceHandler(Addresses.ASSETS + "htmx/**")
                .addResourceLocations(Frames.htmx())
                .setUseLastModified(false)
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(YEAR_DAYS)).cachePrivate());
    }
}
