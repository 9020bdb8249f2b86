package org.extoledestination.edit.routes;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets requests wait for the moment in which what listens to them is exchanged. */
final class RequestGate extends OncePerRequestFilter {

    /** The longest wait in any case. */
    private static final long LONGEST_SECONDS = 60;

    private final AtomicInteger inside = new AtomicInteger();
    private volatile @Nullable CountDownLatch closed;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        enter();
        try {
            chain.doFilter(request, response);
        } finally {
            leave(request);
        }
    }

    private void enter() throws IOException {
        while (true) {
            CountDownLatch opening = closed;
            if (opening != null) {
                await(opening);
            }
            inside.incrementAndGet();
            if (closed == null || closed == opening) {
                return;
            }
            inside.decrementAndGet();
        }
    }

    /** Camel answers in a thread of its own. */
    private void leave(HttpServletRequest request) {
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(new Leaving());
        } else {
            inside.decrementAndGet();
        }
    }

    /** Once a request, however it ends. */
    private final class Leaving implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            inside.decrementAndGet();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // It completes after that.
        }

        @Override
        public void onError(AsyncEvent event) {
            // It completes after that.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    private static void await(CountDownLatch opening) throws IOException {
        try {
            opening.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while a request waited for an edit", e);
        }
    }

    /** Lets new requests wait; returns whether those inside are done in time. To be opened in any case. */
    boolean close(Duration atMost) {
        closed = new CountDownLatch(1);
        return Patiently.until(() -> inside.get() == 0, atMost);
    }

    void open() {
        CountDownLatch opening = closed;
        closed = null;
        if (opening != null) {
            opening.countDown();
        }
    }
}
