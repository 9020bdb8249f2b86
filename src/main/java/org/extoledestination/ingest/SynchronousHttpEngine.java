package org.extoledestination.ingest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code platform-http:} on the thread by which the web server has read the request. Camel's own engine hands each
 * request to another thread, whose answer goes through the web server a second time: that took longer than reading and
 * keeping an event.
 */
final class SynchronousHttpEngine implements PlatformHttpEngine {

    private final int port;

    /** {@code port}: where the web server listens, for those who ask. */
    SynchronousHttpEngine(int port) {
        this.port = port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Consumer(endpoint, processor);
    }

    @Override
    public int getServerPort() {
        return port;
    }

    /** The consumer at the beginning of a route. */
    static final class Consumer extends SpringBootPlatformHttpConsumer {

        private Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** Lets the request go through the route, on this thread, and writes the answer. */
        void serve(HttpServletRequest request, HttpServletResponse response) {
            super.service(new HeadersAlone(request), response).join();
        }

        /** For Spring MVC. Null says that the answer is written: nothing else is to be waited for. */
        @Override
        public @Nullable CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
            serve(request, response);
            return null;
        }
    }
}
