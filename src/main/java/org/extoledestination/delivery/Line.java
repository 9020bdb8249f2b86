package org.extoledestination.delivery;

import org.extoledestination.event.ExtoleRequest.Operation;

/**
 * The requests of one call for one account: they wait for Extole apart from all others.
 *
 * @param account the source that has it to itself; empty for the account of all sources without one of their own
 */
public record Line(Operation call, String account) {

    /** For the account of all sources without one of their own. */
    public Line(Operation call) {
        this(call, "");
    }

    /** As operators see it. */
    @Override
    public String toString() {
        return account.isEmpty() ? call.word() : call.word() + " of " + account;
    }
}
