package org.extoledestination.delivery;

import java.io.EOFException;
import java.io.IOException;
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
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.delivery.ExtoleProxy.NoTunnelException;
import org.extoledestination.delivery.ExtoleWay.Tried;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;

/**
 * A connection that fails, also at a proxy. The texts of the exceptions are not shown, because they may hold what the
 * other side has sent.
 *
 * @param reason what is wrong with which host and port
 * @param action what an operator has to repair or check
 * @param isOurs whether it is how we are set up, so that waiting mends nothing
 */
record ConnectionFault(String reason, String action, boolean isOurs) {

    private static final String ADDRESSES = "EXTOLE_EVENTS_URL and EXTOLE_API_URL";
    private static final String GOES_ON = ". Delivery goes on by itself as soon as Extole answers";

    /** The fault, and whether somebody has to act. */
    static ConnectionFault of(Throwable failure, Tried tried) {
        NoTunnelException refused = ObjectHelper.getException(NoTunnelException.class, failure);
        if (refused != null && tried.proxy().isPresent()) {
            return ofProxy(refused.status(), tried.proxy().get(), tried);
        }
        if (isAny(failure, UnknownHostException.class)) {
            return tried.proxy().map(ConnectionFault::unknownProxy).orElseGet(() -> unknownHost(tried));
        }
        SSLException tls = ObjectHelper.getException(SSLException.class, failure);
        Optional<ConnectionFault> ofTls =
                tls == null || isCutOff(tls) ? Optional.empty() : ofTls(tls, tried.toString());
        return ofTls.orElseGet(() -> noConnection(failure, tried));
    }

    /**
     * Something else that a step of a route calls.
     *
     * @param called the address that the step called, if it is known; of it only host and port are told
     */
    static ConnectionFault ofStep(Throwable failure, @Nullable String called) {
        String place = place(called);
        HttpOperationFailedException answer = ObjectHelper.getException(HttpOperationFailedException.class, failure);
        IOException cause = ObjectHelper.getException(IOException.class, failure);
        String kind = answer == null
                ? (cause == null ? failure : cause).getClass().getSimpleName()
                : "status=" + answer.getStatusCode();
        return new ConnectionFault(
                FaultPlace.step(failure).orElse("a step of a route")
                        + (answer == null ? ", has no answer from " : ", has a failure from ") + place
                        + ", which is not Extole (" + kind + ')',
                checkOfStep(failure, place, answer != null)
                        + "; events wait for it. With doTry around the step they go on without an answer"
                        + " (docs/recipes/look-up.md)",
                false);
    }

    private static String checkOfStep(Throwable failure, String place, boolean hasAnswered) {
        if (hasAnswered) {
            return "look into the log of " + place;
        }
        if (isAny(failure, UnknownHostException.class)) {
            return "check the host in the step, and whether this machine can look it up";
        }
        if (Failure.isTooLate(failure)) {
            return "check why " + place + " is slow, and responseTimeout in the step";
        }
        if (isAny(failure, SSLException.class)) {
            return "check that " + place + " speaks TLS, and that Java trusts its certificate";
        }
        return "check that " + place + " runs and is reached from here (the address in the step, firewall)";
    }

    /** Without what may be secret before the host, or of an event after it. */
    private static String place(@Nullable String called) {
        URI address = called == null ? null : uri(called);
        if (address == null || address.getHost() == null) {
            return "what it calls";
        }
        int port = address.getPort();
        return address.getHost() + ':' + (port >= 0 ? port : "https".equals(address.getScheme()) ? 443 : 80);
    }

    private static @Nullable URI uri(String text) {
        try {
            // Behind the host may stand what no URI takes.
            return URI.create(text.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*:)/*([^/?#]*).*$", "$1//$2"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ConnectionFault ofProxy(int status, ExtoleProxy proxy, Tried tried) {
        if (status == 407) {
            return ours(
                    "the proxy " + proxy
                            + (proxy.hasUser()
                                    ? " does not take our user and password"
                                    : " asks for a user and password")
                            + " (status=407)",
                    ExtoleAnswer.PROXY_LOGIN);
        }
        if (status >= 500) {
            return new ConnectionFault(
                    "the proxy " + proxy + " does not reach " + tried.place() + " (status=" + status + ')',
                    "if it lasts, check " + ADDRESSES + ", and ask whoever runs the proxy why it does not reach "
                            + tried.place() + GOES_ON,
                    false);
        }
        return ours(
                "the proxy " + proxy + " refuses a connection to " + tried.place() + " (status=" + status + ')',
                "have whoever runs the proxy allow CONNECT to " + tried.place() + "; check " + ADDRESSES
                        + ", and whether EXTOLE_PROXY_URL names a proxy");
    }

    private static ConnectionFault unknownProxy(ExtoleProxy proxy) {
        return ours(
                "the host of the proxy " + proxy + " is not known (UnknownHostException)",
                "check EXTOLE_PROXY_URL, and whether this machine can look the name up");
    }

    private static ConnectionFault unknownHost(Tried tried) {
        return ours(
                "the host of " + tried + " is not known (UnknownHostException)",
                "check " + ADDRESSES
                        + ", and whether this machine can look the name up. Where only a proxy leads out, name"
                        + " it in EXTOLE_PROXY_URL (docs/tls.md)");
    }

    private static ConnectionFault noConnection(Throwable failure, Tried tried) {
        IOException cause = ObjectHelper.getException(IOException.class, failure);
        String kind = " (" + (cause == null ? failure : cause).getClass().getSimpleName() + ')';
        String action = tried.proxy()
                .map(proxy -> "if it lasts, check that the proxy " + proxy
                        + " runs, speaks plain HTTP and is reached from here" + " (EXTOLE_PROXY_URL, firewall)")
                .orElse("if it lasts, check that " + tried.place() + " is reached from here (firewall), and "
                        + ADDRESSES + ". Where only a proxy leads out, name it in EXTOLE_PROXY_URL (docs/tls.md)");
        String reason = Failure.isCutOff(failure)
                ? "no answer before the connection ended from " + tried
                : "no connection to Extole at " + tried;
        return new ConnectionFault(reason + kind, action + GOES_ON, false);
    }

    /** A connection that ends in the middle of the handshake says nothing about trust. */
    private static boolean isCutOff(SSLException tls) {
        return isAny(tls, EOFException.class) || isAny(tls, SocketException.class);
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
        return ObjectHelper.getException(kind, failure) != null;
    }

    private static ConnectionFault ours(String reason, String action) {
        return new ConnectionFault(reason, action, true);
    }

    private static Optional<ConnectionFault> fault(String reason, String action) {
        return Optional.of(ours(reason, action));
    }
}
