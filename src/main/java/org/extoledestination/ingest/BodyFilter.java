package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Hands the routes a body that is inflated, bounded, and there. */
final class BodyFilter extends OncePerRequestFilter {

    private static final long MOST_DRAINED = 32L << 20;

    private final IngestSettings settings;
    private final IngestAnswers answers;

    BodyFilter(IngestSettings settings, IngestAnswers answers) {
        this.settings = settings;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body;
        try {
            body = body(request);
        } catch (RefusedException e) {
            answers.refused(e, "http").writeTo(response);
            return;
        } catch (IOException e) {
            // The sender is slow or gone. 408 would be the word, but Segment's Java library gives up on it.
            response.setHeader("Connection", "close");
            answers.refused(late(), "http").writeTo(response);
            return;
        }
        chain.doFilter(new InflatedRequest(request, body), response);
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        Deadline wire = new Deadline(request.getInputStream(), settings.readTimeout());
        try {
            return Bodies.read(
                    wire,
                    request.getHeader("Content-Encoding"),
                    settings.maxRequestSize().toBytes());
        } catch (RefusedException e) {
            wire.drain(MOST_DRAINED);
            throw e;
        }
    }

    private static RefusedException late() {
        return new RefusedException(
                503, "body_incomplete", "The body did not arrive whole and in time. Send it again.");
    }
}
