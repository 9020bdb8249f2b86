package org.extoledestination.delivery;

import java.net.SocketTimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.event.MisplacedStepException;
import org.jspecify.annotations.Nullable;

/** What the failure of an exchange is about. For routes: {@code onWhen: {method: {ref: failure, method: ...}}}. */
public final class Failure {

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
    public static boolean isNoAnswer(@Nullable Throwable failure) {
        return ObjectHelper.getException(SocketTimeoutException.class, failure) != null
                && ObjectHelper.getException(ConnectTimeoutException.class, failure) == null;
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
