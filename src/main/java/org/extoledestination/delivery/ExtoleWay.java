package org.extoledestination.delivery;

import java.net.URI;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The way to Extole, for those who look why nothing arrives.
 *
 * @param events base address of the Events API
 * @param api base address of the other API
 * @param proxy what leads there, if {@code delivery.proxy} names one
 */
record ExtoleWay(URI events, URI api, Optional<ExtoleProxy> proxy) {

    /**
     * The way of one call.
     *
     * @param address base address of the API
     * @param proxy what it goes through, if it does
     */
    record Tried(URI address, Optional<ExtoleProxy> proxy) {

        /**
         * Whether the last address that a step called is this one, or a route of ours: what a part of a split has called is
         * not known to the whole.
         */
        boolean isCalledBy(Exchange exchange) {
            String called = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
            return called == null || called.startsWith("direct:") || called.contains("://" + address.getAuthority());
        }

        /** The address that the last step called, if it is known: that of the header {@code CamelHttpUri} wins over its own. */
        static @Nullable String called(Exchange exchange) {
            String header = exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
            return header == null ? exchange.getProperty(Exchange.TO_ENDPOINT, String.class) : header;
        }

        /** Host and port of the API. */
        String place() {
            int port = address.getPort();
            return address.getHost() + ':' + (port >= 0 ? port : "https".equals(address.getScheme()) ? 443 : 80);
        }

        /** The same with what is in between. */
        @Override
        public String toString() {
            return place() + through(proxy);
        }
    }

    /** Which way a call goes. */
    Tried of(Operation call) {
        return tried(call.isEvent() ? events : api);
    }

    private Tried tried(URI address) {
        return new Tried(address, proxy.filter(each -> each.isFor(String.valueOf(address.getHost()))));
    }

    private static String through(Optional<ExtoleProxy> proxy) {
        return proxy.map(each -> " through the proxy " + each).orElse("");
    }

    /** On one line, without what a user may have written before the host or after it. */
    @Override
    public String toString() {
        return "events to " + shown(tried(events)) + ", deletions and persons to " + shown(tried(api));
    }

    private static String shown(Tried tried) {
        return tried.address().getScheme() + "://" + tried;
    }
}
