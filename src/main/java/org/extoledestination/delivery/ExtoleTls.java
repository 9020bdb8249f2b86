package org.extoledestination.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Whom we trust as Extole, and what we show it: {@code delivery.ssl-bundle}. Routes name it by
 * {@code sslContextParameters: "{{?delivery.events-tls}}"}, which is no option at all unless there is a bundle and the
 * address begins with {@code https://}: Camel would speak TLS to any address with it.
 */
final class ExtoleTls extends SSLContextParameters {

    /** The bean's name. */
    static final String NAME = "extoleTls";

    private static final String REFERENCE = '#' + NAME;

    private final Optional<SslBundle> bundle;

    /** Without a bundle it is what the JVM is set up with, for routes that name the bean. */
    ExtoleTls(Optional<SslBundle> bundle) {
        this.bundle = bundle;
    }

    @Override
    public SSLContext createSSLContext(CamelContext camel) {
        return bundle.map(SslBundle::createSslContext).orElseGet(ExtoleTls::ofTheJvm);
    }

    private static SSLContext ofTheJvm() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /** Adds the values of the routes' placeholders. */
    static void refer(ConfigurableEnvironment environment) {
        if (environment.getProperty("delivery.ssl-bundle", "").isBlank()) {
            return;
        }
        Map<String, Object> references = new HashMap<>();
        for (String side : new String[] {"events", "api"}) {
            if (environment.getProperty("delivery." + side + "-url", "").startsWith("https://")) {
                references.put("delivery." + side + "-tls", REFERENCE);
            }
        }
        environment.getPropertySources().addFirst(new MapPropertySource(NAME, references));
    }
}
