package org.extoledestination.delivery;

import org.apache.camel.Exchange;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.ExtoleRequest;

/**
 * The key of the idempotent consumer of the route {@code unique}: the request's account at Extole, and a hash of the
 * value that its mapping calls unique. It is hashed because it may be a person's order number.
 */
public final class UniqueKeys {

    private final ExtoleAccounts accounts;

    UniqueKeys(ExtoleAccounts accounts) {
        this.accounts = accounts;
    }

    /** Whether the request in the body has a key of its own; one without is sent whenever it comes. */
    public boolean has(Exchange exchange) {
        return request(exchange).unique().isPresent();
    }

    /** The key of the request in the body, which has one. */
    public String of(Exchange exchange) {
        String unique = request(exchange).unique().orElseThrow();
        return "unique:" + accounts.nameFor(exchange) + ':' + DigestUtils.sha256Hex(unique);
    }

    private static ExtoleRequest request(Exchange exchange) {
        return ExtoleRequest.of(exchange.getMessage().getBody());
    }
}
