package org.extoledestination.delivery;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.extoledestination.edit.live.LiveSettings;
import org.extoledestination.edit.routes.Guards;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.platform.alert.AlertSource;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.queue.shard.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The beans that the router and delivery routes name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DeliverySettings.class, ProxySettings.class})
@EnableScheduling
@Import({
    DeliveryHealth.class,
    ExtoleAnswers.class,
    Failure.class,
    ManualPause.class,
    Patience.class,
    ResponseTimeouts.class,
    UniqueKeys.class
})
class DeliveryConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DeliveryConfiguration.class);

    /** A predicate of its own: {@code method:} copies the whole exchange to ask. */
    @Bean
    Predicate isUnique(UniqueKeys keys) {
        return keys::has;
    }

    @Bean
    Expression uniqueKey(UniqueKeys keys) {
        return value(keys::of);
    }

    @Bean
    @Guards(
            from = {"direct:delivery"},
            by = "extoleRequests.unpack",
            without = "headers that came with an event would leave")
    ExtoleRequests extoleRequests() {
        return new ExtoleRequests();
    }

    @Bean
    @Guards(
            from = {"direct:metered"},
            by = "meteredCalls.take",
            without = "deletions could use up the calls a minute of everybody else")
    MeteredCalls meteredCalls(DeliverySettings settings, ObjectProvider<Leases> leases) {
        Leases shards = leases.getIfAvailable();
        return new MeteredCalls(
                settings.meteredCallsPerMinute(),
                settings.erasuresPerMinute(),
                shards == null ? () -> 1 : shards::instances,
                System::nanoTime);
    }

    @Bean
    DeliveryPause deliveryPause(Clock clock, DeliverySettings settings, ExtoleAccounts accounts, Meters meters) {
        DeliveryPause pause = new DeliveryPause(clock, System::nanoTime, settings.backoff(), meters::waiting);
        meters.gauge(
                "delivery.paused",
                "1 while delivery waits for Extole or for an operator",
                () -> pause.cause().isPresent() ? 1 : 0);
        accounts.lines()
                .forEach(line -> meters.gauge(
                        "delivery.call.paused",
                        "1 while this call, for the account of this source, waits",
                        Map.of("call", line.toString()),
                        () -> pause.isFor(line) ? 1 : 0));
        return pause;
    }

    @Bean
    AlertSource pausedAlert(DeliveryPause pause) {
        return new AlertSource(
                "delivery.paused",
                "delivery.resumed",
                "extoledeliverypaused",
                1,
                () -> pause.cause().map(cause -> new AlertSource.Cause(cause.reason(), cause.since(), cause.action())));
    }

    @Bean
    @Guards(
            from = {"direct:delivery"},
            by = "deliveryGate.pass",
            without = "nothing would stop while delivery is paused")
    DeliveryGate deliveryGate(DeliveryPause pause, ExtoleAccounts accounts, DeliverySettings settings) {
        return new DeliveryGate(pause, accounts, settings);
    }

    @Bean
    Predicate isPaced(DeliveryGate gate) {
        return exchange -> gate.isPaced();
    }

    @Bean
    ExtoleWay extoleWay(DeliverySettings settings, ProxySettings proxy) {
        ExtoleWay way = new ExtoleWay(settings.eventsUrl(), settings.apiUrl(), ExtoleProxy.of(proxy));
        log.info("Extole: {}", way);
        return way;
    }

    /** Which failures count against a message that fails over and over. */
    @Bean
    java.util.function.Predicate<Throwable> isUnforeseen() {
        return Failure::isUnforeseen;
    }

    /** In {@code doCatch}, where the exception is not caught yet. */
    @Bean
    @Guards(
            from = {"direct:parked"},
            by = "isNoFaultOfTheStore",
            without = "events would be laid aside while the database is away")
    Predicate isNoFaultOfTheStore() {
        return exchange -> Failure.isUnforeseen(exchange.getException());
    }

    @Bean
    ExtoleAccounts extoleAccounts(DeliverySettings settings, IngestSettings ingest, LiveSettings live) {
        return new ExtoleAccounts(
                settings, live.follow(DeliverySettings.LIVE, settings::withTokensOf, settings), ingest.sourceNames());
    }

    @Bean
    Expression keyForEvents(ExtoleAccounts accounts) {
        return value(accounts::keyForEvents);
    }

    @Bean
    Expression keyForErasures(ExtoleAccounts accounts) {
        return value(accounts::keyForErasures);
    }

    private static Expression value(Function<Exchange, String> of) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return of.apply(exchange);
            }
        };
    }

    /** The client must not try again, follow, or wait by itself: the routes decide that. */
    @Bean
    HttpClientConfigurer extoleHttpClient(ResponseTimeouts responseTimeouts, ExtoleWay way, Meters meters) {
        CallTelemetry telemetry = new CallTelemetry(meters);
        return client -> {
            client.addExecInterceptorFirst("response-timeouts", responseTimeouts)
                    .addExecInterceptorFirst("call-telemetry", telemetry)
                    .disableAutomaticRetries()
                    .disableRedirectHandling()
                    .disableCookieManagement()
                    .disableAuthCaching();
            way.proxy().ifPresent(proxy -> proxy.use(client));
        };
    }

    @Bean
    static BeanFactoryPostProcessor tlsOfRoutes(ConfigurableEnvironment environment) {
        return beans -> ExtoleTls.refer(environment);
    }

    /** A name that is not among {@code spring.ssl.bundle} stops the start. */
    @Bean(ExtoleTls.NAME)
    SSLContextParameters extoleTls(@Value("${delivery.ssl-bundle:}") String name, SslBundles bundles) {
        return new ExtoleTls(name.isBlank() ? Optional.empty() : Optional.of(bundles.getBundle(name)));
    }

    /** Endless as far as Camel goes; {@link Patience} sets each wait and the end. */
    @Bean
    RedeliveryPolicy extoleRedelivery() {
        RedeliveryPolicy policy = quiet(new RedeliveryPolicy());
        policy.setMaximumRedeliveries(-1);
        return policy;
    }

    /** Database and broker come back or somebody brings them back; until then nothing can be judged. */
    @Bean
    RedeliveryPolicy storeRedelivery() {
        RedeliveryPolicy policy = quiet(new RedeliveryPolicy());
        policy.setMaximumRedeliveries(-1);
        policy.setRedeliveryDelay(1_000);
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(2);
        policy.setMaximumRedeliveryDelay(10_000);
        policy.setUseCollisionAvoidance(true);
        return policy;
    }

    /** One attempt: the steps that follow say what is to be said. */
    @Bean
    RedeliveryPolicy noRedelivery() {
        RedeliveryPolicy policy = quiet(new RedeliveryPolicy());
        policy.setMaximumRedeliveries(0);
        return policy;
    }

    /** Camel would log each attempt; while stopping, a wait ends and the event goes back to the queue. */
    private static RedeliveryPolicy quiet(RedeliveryPolicy policy) {
        policy.setAllowRedeliveryWhileStopping(false);
        policy.setLogExhausted(false);
        policy.setLogRetryAttempted(false);
        policy.setLogStackTrace(false);
        policy.setLogNewException(false);
        return policy;
    }
}
