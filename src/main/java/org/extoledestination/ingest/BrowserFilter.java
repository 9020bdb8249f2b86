package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets scripts of any web page call the Tracking API and read its answers. Segment's browser library asks first for
 * every call since 1.84, because it sends {@code Authorization}. Nothing here trusts an origin or reads a cookie. No
 * answer may be cached: the next view of a pixel is another event.
 */
final class BrowserFilter extends OncePerRequestFilter {

    private static final String ALLOWED_HEADERS = "authorization, content-type, x-retry-count";
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_-]+( *, *[A-Za-z0-9_-]+)*");
    private static final int LONGEST = 1_000;
    private static final String A_DAY = "86400";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        open(response);
        if (!request.getMethod().equals("OPTIONS")) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Access-Control-Allow-Methods", "POST, GET, OPTIONS");
        response.setHeader(
                "Access-Control-Allow-Headers", allowed(request.getHeader("Access-Control-Request-Headers")));
        response.setHeader("Access-Control-Max-Age", A_DAY);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Lets scripts read the answer. */
    static void open(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    }

    /** The library lets its users add headers of their own. */
    private static String allowed(@Nullable String asked) {
        return asked == null
                        || asked.length() > LONGEST
                        || !HEADER_NAMES.matcher(asked).matches()
                ? ALLOWED_HEADERS
                : ALLOWED_HEADERS + ", " + asked;
    }
}
