package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 while nothing can be kept. The server listens before the routes do, and a 404 in between would make
 * senders drop their events.
 */
final class IntakeFilter extends OncePerRequestFilter {

    private final Intake intake;
    private final StopWait stop;
    private final IngestAnswers answers;

    IntakeFilter(Intake intake, StopWait stop, IngestAnswers answers) {
        this.intake = intake;
        this.stop = stop;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (stop.isStopping()) {
            response.setHeader("Connection", "close");
        }
        if (intake.isOpen()) {
            chain.doFilter(request, response);
            return;
        }
        Answer unavailable = answers.unavailable();
        (isPicture(request) ? Pixel.answer() : unavailable).writeTo(response);
    }

    /** Whether its sender is owed a picture, whatever becomes of the event. */
    static boolean isPicture(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/v1/pixel/");
    }
}
