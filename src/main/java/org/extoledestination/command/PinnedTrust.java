package org.extoledestination.command;

import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts certificates that are known, each by itself: who has its key is the instance, by whatever name it is called. All
 * others are left to another manager, which looks at names too.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

    private final List<Certificate> known;
    private final X509ExtendedTrustManager others;

    PinnedTrust(List<Certificate> known, X509ExtendedTrustManager others) {
        this.known = List.copyOf(known);
        this.others = others;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (!isKnown(chain)) {
            others.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
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
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        others.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
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
