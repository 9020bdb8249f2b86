package org.extoledestination.inhand;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Clears a suspect when its exchange has come to a good end. */
final class Cleared extends SynchronizationAdapter {

    private final Suspects suspects;
    private final String key;

    Cleared(Suspects suspects, String key) {
        this.suspects = suspects;
        this.key = key;
    }

    @Override
    public boolean allowHandover() {
        return false;
    }

    @Override
    public void onComplete(Exchange exchange) {
        suspects.remove(key);
    }
}
