package org.extoledestination.command;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.env.Environment;

/**
 * TLS of the commands. They trust the certificate that the settings give the instance itself, whatever name is in it; else
 * what {@code management.client-bundle} trusts, or the JVM. The bundle's key, if it has one, is shown to an instance that
 * asks for a certificate.
 */
final class ClientTls {

    private final Binder settings;

    ClientTls(Environment settings) {
        this.settings = Binder.get(settings);
    }

    /** Whether the instance with these settings serves TLS at its management port. */
    static boolean isServed(Environment settings) {
        return Ssl.isEnabled(server(Binder.get(settings)));
    }

    /**
     * For connections to an instance.
     *
     * @throws IllegalStateException if a bundle or a key store cannot be used; the message says which
     */
    SSLContext context() {
        String name = settings.bind("management.client-bundle", String.class).orElse("");
        try {
            SslManagerBundle client = (name.isEmpty() ? SslBundle.of(SslStoreBundle.NONE) : bundle(name)).getManagers();
            X509ExtendedTrustManager others = Stream.of(client.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("This JVM trusts in no way that is known"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client.getKeyManagers(), new TrustManager[] {new PinnedTrust(own(), others)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The bundle '" + name + "' of management.client-bundle cannot be used", e);
        }
    }

    /** The instance's own certificates, if this user may read them. */
    private List<Certificate> own() {
        Ssl server = server(settings);
        if (server == null || !server.isEnabled()) {
            return List.of();
        }
        try {
            KeyStore store = (server.getBundle() == null ? WebServerSslBundle.get(server) : bundle(server.getBundle()))
                    .getStores()
                    .getKeyStore();
            List<Certificate> own = new ArrayList<>();
            for (String alias : store == null ? List.<String>of() : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) != null && store.isKeyEntry(alias)) {
                    own.add(store.getCertificate(alias));
                }
            }
            return own;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Its key is not for this user; others vouch for the certificate then, or the command says that none does.
            return List.of();
        }
    }

    private static @Nullable Ssl server(Binder settings) {
        return settings.bind("management.server.ssl", Ssl.class).orElse(null);
    }

    private SslBundle bundle(String name) {
        return settings.bind("spring.ssl.bundle.pem." + name, Bindable.of(PemSslBundleProperties.class))
                .map(PropertiesSslBundle::get)
                .orElseGet(
                        () -> settings.bind("spring.ssl.bundle.jks." + name, Bindable.of(JksSslBundleProperties.class))
                                .map(PropertiesSslBundle::get)
                                .orElseThrow(() -> new IllegalStateException("There is no bundle '" + name
                                        + "' under spring.ssl.bundle.pem or spring.ssl.bundle.jks.")));
    }

    /**
     * Trusts certificates that are known, each by itself: who has its key is the instance, by whatever name it is called.
     * All others are left to another manager, which looks at names too.
     */
    private static final class PinnedTrust extends X509ExtendedTrustManager {

        private final List<Certificate> known;
        private final X509ExtendedTrustManager others;

        PinnedTrust(List<Certificate> known, X509ExtendedTrustManager others) {
            this.known = List.copyOf(known);
            this.others = others;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            if (!isKnown(chain)) {
                others.checkServerTrusted(chain, type, engine);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            if (!isKnown(chain)) {
                others.checkServerTrusted(chain, type, socket);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            if (!isKnown(chain)) {
                others.checkServerTrusted(chain, type);
            }
        }

        private boolean isKnown(X509Certificate[] chain) throws CertificateException {
            boolean isKnown = chain.length > 0 && known.contains(chain[0]);
            if (isKnown) {
                chain[0].checkValidity();
            }
            return isKnown;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            others.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            others.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            others.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return others.getAcceptedIssuers();
        }
    }
}
