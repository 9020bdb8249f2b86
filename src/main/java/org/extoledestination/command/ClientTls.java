package org.extoledestination.command;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
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
            SslBundle client = name.isEmpty() ? null : bundle(name);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(client), new TrustManager[] {trust(client)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The bundle '" + name + "' of management.client-bundle cannot be used", e);
        }
    }

    private static KeyManager @Nullable [] keys(@Nullable SslBundle client) {
        return client == null || client.getStores().getKeyStore() == null
                ? null
                : client.getManagers().getKeyManagers();
    }

    private PinnedTrust trust(@Nullable SslBundle client) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(client == null ? null : client.getStores().getTrustStore());
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager others) {
                return new PinnedTrust(own(), others);
            }
        }
        throw new GeneralSecurityException("This JVM trusts in no way that is known");
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
}
