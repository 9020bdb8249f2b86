package org.extoledestination.activemqbatch;

import java.util.List;
import org.apache.camel.Exchange;

/** Several listeners as one. */
record BatchListeners(List<BatchListener> listeners) implements BatchListener {

    /** Takes back what went well with some if one of them fails, so that the call can be repeated as a whole. */
    @Override
    public void beforeProcessing(List<Exchange> exchanges) {
        for (int i = 0; i < listeners.size(); i++) {
            try {
                listeners.get(i).beforeProcessing(exchanges);
            } catch (RuntimeException | Error e) {
                listeners.subList(0, i).forEach(earlier -> earlier.afterLeaving(exchanges));
                throw e;
            }
        }
    }

    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        listeners.forEach(listener -> listener.beforeAcknowledge(exchanges));
    }

    @Override
    public void afterLosing(List<Exchange> exchanges) {
        listeners.forEach(listener -> listener.afterLosing(exchanges));
    }

    @Override
    public void afterLeaving(List<Exchange> exchanges) {
        listeners.forEach(listener -> listener.afterLeaving(exchanges));
    }
}
