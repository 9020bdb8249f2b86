package org.extoledestination.platform.telemetry;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Before all filters of either port one that fills the heap, in a process that a test starts for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(FullHeapConfiguration.SETTING)
class FullHeapConfiguration {

    /** A system property, for no setting of ours has this name. */
    static final String SETTING = "test.full-heap";

    /** The header that says how. */
    static final String HEADER = "Fill";

    private static final int PIECE = 64 * 1024;

    /** What is left is enough for all others, so that the error is met by nobody else, but not for one large array. */
    private static final double NEARLY_FULL = 0.85;

    /** The collector finds no more room, and yet others go on. */
    private static final double FULL = 0.93;

    private static final List<byte[]> held = new ArrayList<>();

    /** Who meets the error. */
    enum Fill {
        /** A thread of the web server's. */
        REQUEST,
        /** The same, but wrapped, as Spring MVC does: the web server logs it. */
        WRAPPED,
        /** A thread that nobody looks after. */
        THREAD,
        /** A thread that keeps it to itself. */
        SILENT
    }

    @Bean
    FilterRegistrationBean<Filter> fillsTheHeap() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            @Nullable String how = ((HttpServletRequest) request).getHeader(HEADER);
            if (how == null) {
                chain.doFilter(request, response);
            } else {
                fill(Fill.valueOf(how));
            }
        });
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    private static void fill(Fill how) throws ServletException {
        switch (how) {
            case REQUEST -> overflow(NEARLY_FULL);
            case WRAPPED -> {
                try {
                    overflow(NEARLY_FULL);
                } catch (OutOfMemoryError e) {
                    throw new ServletException("Handler dispatch failed", e);
                }
            }
            case THREAD -> new Thread(() -> overflow(NEARLY_FULL), "bare").start();
            case SILENT -> new Thread(FullHeapConfiguration::overflowForEver, "silent").start();
        }
    }

    private static void overflowForEver() {
        while (true) {
            try {
                overflow(FULL);
            } catch (OutOfMemoryError e) {
                // As a library does that catches everything.
            }
        }
    }

    private static void overflow(double share) {
        if (held.isEmpty()) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        for (long left = (long) (runtime.maxMemory() * share) - used; left > 0; left -= PIECE) {
            held.add(new byte[PIECE]);
        }
        held.add(new byte[(int) (runtime.maxMemory() / 4)]);
    }
}
