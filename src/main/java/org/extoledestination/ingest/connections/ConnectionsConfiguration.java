package org.extoledestination.ingest.connections;

import java.time.Duration;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Guards the port of the senders. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionSettings.class)
class ConnectionsConfiguration {

    private static final int PERCENT = 100;

    /** After the time for a body, which the filters look after, so that they can answer. */
    static final Duration BEHIND_THE_FILTERS = Duration.ofSeconds(5);

    @Bean
    Guard connectionGuard(
            ConnectionSettings settings,
            Environment environment,
            @Value("${ingest.read-timeout:30s}") Duration readTimeout,
            ObjectProvider<Malformed> malformed,
            Meters meters) {
        boolean tls = Ssl.isEnabled(
                Binder.get(environment).bind("server.ssl", Ssl.class).orElse(null));
        int most = settings.most(Runtime.getRuntime().maxMemory(), tls);
        Connections.Bounds bounds = new Connections.Bounds(
                most,
                Math.max(1, (int) ((long) most * settings.perAddress() / PERCENT)),
                settings.headTimeout(),
                readTimeout.plus(BEHIND_THE_FILTERS));
        meters.gauge("connections.most", "How many senders may be connected at once", () -> most);
        return new Guard(
                bounds,
                outcome -> meters.count("connections", outcome),
                address -> {
                    meters.count("connections", Malformed.OUTCOME);
                    malformed.ifAvailable(each -> each.from(address));
                },
                made -> {
                    made.takeRawQueries();
                    meters.gauge("connections.open", "How many senders are connected", made::count);
                });
    }
}
