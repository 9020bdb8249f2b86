package org.extoledestination.delivery;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.event.MisplacedStepException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Classifies the failure of an exchange. For routes: {@code onWhen: {method: {ref: failure, method: ...}}}. */
@Component("failure")
public final class Failure {

    /** The operating system's messages for a connection that the other side has closed. */
    private static final Pattern ENDED = Pattern.compile("(?i)reset|broken pipe|abort");

    /** Extole is busy or away, or our set-up is wrong. */
    public boolean isAboutExtole(Exchange exchange) {
        return FailureKind.of(exchange) == FailureKind.EXTOLE;
    }

    /** Our own database or broker is away. */
    public boolean isAboutStore(Exchange exchange) {
        return FailureKind.of(exchange) == FailureKind.STORE;
    }

    /**
     * Whether it is neither Extole's, nor our store's, nor that of a stop: the message itself, or a fault in a route or in
     * this application.
     */
    public static boolean isUnforeseen(@Nullable Throwable failure) {
        return FailureKind.of(failure) == FailureKind.EVENT;
    }

    /**
     * Whether a request has left, and no answer came in time: it may be its own fault. That no connection was made is
     * nobody's.
     */
    public static boolean isTooLate(@Nullable Throwable failure) {
        return is(failure, SocketTimeoutException.class) && !is(failure, ConnectTimeoutException.class);
    }

    /** Whether a request has left, and the connection ended before its answer. */
    public static boolean isCutOff(@Nullable Throwable failure) {
        SocketException socket = ObjectHelper.getException(SocketException.class, failure);
        // Others say that no connection was made; within TLS it may be the handshake that broke off.
        boolean isReset = socket != null
                && ENDED.matcher(String.valueOf(socket.getMessage())).find();
        return (isReset && !is(failure, SSLException.class))
                || is(failure, NoHttpResponseException.class)
                || is(failure, ConnectionClosedException.class);
    }

    private static boolean is(@Nullable Throwable failure, Class<? extends Throwable> kind) {
        return ObjectHelper.getException(kind, failure) != null;
    }

    /** Makes a dead letter of an event whose type the router does not know. */
    @Rehearsed
    public void noBranch(Exchange exchange) {
        exchange.setException(
                new MisplacedStepException("The router has no branch for this type of event. Give it one in"
                        + " the choice of routes/21-router.camel.yaml."));
    }

    /** The application stops, or tries others first. */
    public boolean isAboutStopping(Exchange exchange) {
        return FailureKind.of(exchange) == FailureKind.STOPPING;
    }
}
