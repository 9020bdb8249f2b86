package org.extoledestination.delivery;

import org.apache.camel.Exchange;

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

    /** The application stops. */
    public boolean isAboutStopping(Exchange exchange) {
        return FailureKind.of(exchange) == FailureKind.STOPPING;
    }
}
