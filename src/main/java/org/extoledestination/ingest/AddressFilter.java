package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Before all others: counts each request but probes against the limit of its address, whatever its method and path. */
final class AddressFilter extends OncePerRequestFilter {

    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private final IngestAnswers answers;

    AddressFilter(IngestAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        InHand.begin(request.getRemoteAddr());
        try {
            if (isAdmitted(request, response)) {
                chain.doFilter(request, response);
            }
        } finally {
            InHand.end();
        }
    }

    /** A sender behind the same address must not have a healthy instance restarted. */
    static boolean isProbe(HttpServletRequest request) {
        return PROBES.contains(
                request.getRequestURI().substring(request.getContextPath().length()));
    }

    private boolean isAdmitted(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (!isProbe(request)) {
                answers.admit();
            }
            return true;
        } catch (RefusedException e) {
            Answer refused = answers.refused(e, "http");
            BrowserFilter.open(response);
            BodyFilter.turnAway(request, response, IntakeFilter.isPicture(request) ? Pixel.answer() : refused);
            return false;
        }
    }
}
