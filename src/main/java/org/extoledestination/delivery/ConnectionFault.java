package org.extoledestination.delivery;

import java.io.EOFException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * A connection that does not come about because of how we are set up: waiting for Extole mends nothing. The texts of the
 * exceptions are not told, for they hold what the other side has sent.
 *
 * @param reason what is wrong with which host and port
 * @param action what an operator has to mend
 */
record ConnectionFault(String reason, String action) {

    private static final String ADDRESSES = "EXTOLE_EVENTS_URL and EXTOLE_API_URL";

    /** What is wrong, if the failure says that it is something of ours. */
    static Optional<ConnectionFault> of(Throwable failure, URI tried) {
        if (ObjectHelper.getException(UnknownHostException.class, failure) != null) {
            return fault(
                    "the host of " + place(tried) + " is not known (UnknownHostException)",
                    "check " + ADDRESSES + ", and whether this machine can look the name up");
        }
        SSLException tls = ObjectHelper.getException(SSLException.class, failure);
        return tls == null || isCutOff(tls) ? Optional.empty() : ofTls(tls, place(tried));
    }

    /** A connection that ends in the middle of the handshake says nothing about trust. */
    private static boolean isCutOff(SSLException tls) {
        return ObjectHelper.getException(EOFException.class, tls) != null
                || ObjectHelper.getException(SocketException.class, tls) != null;
    }

    private static Optional<ConnectionFault> ofTls(SSLException tls, String place) {
        if (isAny(tls, CertificateExpiredException.class) || isAny(tls, CertificateNotYetValidException.class)) {
            return fault(
                    "the certificate of " + place + " has expired or is not valid yet",
                    "check the clock of this machine, and who answers at this address; if it is Extole's own, tell Extole");
        }
        if (isAny(tls, SSLPeerUnverifiedException.class)
                || (isAny(tls, CertificateException.class) && !isUntrusted(tls))) {
            return fault(
                    "the certificate of " + place + " is for another host",
                    "check " + ADDRESSES + ", and whether a proxy answers in Extole's place");
        }
        if (isUntrusted(tls)) {
            return fault(
                    "the certificate of " + place + " is not trusted",
                    "if a proxy or a test server of yours answers there, name its certificate authority with"
                            + " delivery.ssl-bundle (docs/tls.md); else check " + ADDRESSES);
        }
        return ofHandshake(String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT), place);
    }

    private static Optional<ConnectionFault> ofHandshake(String message, String place) {
        if (message.contains("unrecognized ssl message") || message.contains("plaintext")) {
            return fault(place + " does not speak TLS", "check " + ADDRESSES + ": https:// for TLS, and the port");
        }
        if (message.contains("certificate_required")
                || message.contains("bad_certificate")
                || message.contains("unknown_ca")
                || message.contains("certificate_unknown")) {
            return fault(
                    place + " does not take our client certificate, or misses one",
                    "name a key and certificate that it takes with delivery.ssl-bundle (docs/tls.md)");
        }
        if (message.contains("handshake_failure")
                || message.contains("protocol_version")
                || message.contains("no appropriate")) {
            return fault(
                    "no TLS version, cipher or client certificate suits both us and " + place,
                    "name a client certificate with delivery.ssl-bundle (docs/tls.md) if one is asked for; else let the"
                            + " other side offer TLS 1.2 or 1.3");
        }
        return Optional.empty();
    }

    /** No way leads from the certificate to an authority that we know. */
    private static boolean isUntrusted(SSLException tls) {
        return isAny(tls, CertPathValidatorException.class)
                || isAny(tls, java.security.cert.CertPathBuilderException.class)
                || isAny(tls, java.security.InvalidAlgorithmParameterException.class);
    }

    private static boolean isAny(Throwable failure, Class<? extends Throwable> kind) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Host and port. */
    static String place(URI tried) {
        int port = tried.getPort();
        return tried.getHost() + ':' + (port >= 0 ? port : "https".equals(tried.getScheme()) ? 443 : 80);
    }

    private static Optional<ConnectionFault> fault(String reason, String action) {
        return Optional.of(new ConnectionFault(reason, action));
    }
}
