package org.extoledestination.queue;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsHeaderFilterStrategy;
import org.extoledestination.queue.refused.Origin;

/** Camel obeys headers of its own, whatever their case: none comes in with a message. */
final class OwnHeaders extends JmsHeaderFilterStrategy {

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return isCamels(name) || super.applyFilterToExternalHeaders(name, value, exchange);
    }

    /** Headers of a replayed message do not apply to what is made of it. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return name.startsWith(Origin.PREFIX) || super.applyFilterToCamelHeaders(name, value, exchange);
    }

    /** In a message a dot of a name is written {@code _DOT_}. */
    private static boolean isCamels(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace("_dot_", ".");
        return plain.startsWith("camel") || plain.startsWith("org.apache.camel");
    }
}
