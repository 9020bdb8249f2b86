package org.extoledestination.trace.spans;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A request that this thread serves.
 *
 * @param traceparent the header as the sender wrote it; empty without one, or with several
 */
record Arrival(Instant at, String traceparent) {

    private static final ThreadLocal<Arrival> CURRENT = new ThreadLocal<>();

    static @Nullable Arrival current() {
        return CURRENT.get();
    }

    /** Before the body is read: a slow one belongs to the span. */
    static final class Filter extends OncePerRequestFilter {

        private final Clock clock;

        Filter(Clock clock) {
            this.clock = clock;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            List<String> written = new ArrayList<>(Collections.list(request.getHeaders("traceparent")));
            CURRENT.set(new Arrival(clock.instant(), written.size() == 1 ? written.get(0) : ""));
            try {
                chain.doFilter(request, response);
            } finally {
                CURRENT.remove();
            }
        }
    }
}
