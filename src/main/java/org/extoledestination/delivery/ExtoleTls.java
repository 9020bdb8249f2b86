package org.extoledestination.delivery;

import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.springframework.boot.ssl.SslBundle;

/**
 * Whom we trust as Extole, and what we show it. For routes: {@code sslContextParameters: "#extoleTls"}. Without a bundle
 * it is what the JVM is set up with.
 */
final class ExtoleTls extends SSLContextParameters {

    private final Optional<SslBundle> bundle;

    ExtoleTls(Optional<SslBundle> bundle) {
        this.bundle = bundle;
    }

    @Override
    public SSLContext createSSLContext(CamelContext camel) throws NoSuchAlgorithmException {
        return bundle.isPresent() ? bundle.get().createSslContext() : SSLContext.getDefault();
    }
}
