package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Hands the routes a body that is inflated, bounded, and there. */
final class BodyFilter extends OncePerRequestFilter {

    private static final long MOST_DRAINED = 32L << 20;

    private final long largest;
    private final Duration readTimeout;
    private final BodyRoom room;
    private final IngestAnswers answers;

    /**
     * Takes bodies up to a size.
     *
     * @param largest inflated
     * @param readTimeout how long a body may take to arrive
     */
    BodyFilter(DataSize largest, Duration readTimeout, BodyRoom room, IngestAnswers answers) {
        this.largest = largest.toBytes();
        this.readTimeout = readTimeout;
        this.room = room;
        this.answers = answers;
    }

    @Override
    @SuppressWarnings("try") // a place is held, and not looked at
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body;
        BodyRoom.Place place;
        try (BodyRoom.Place arriving = room.toArrive(size(request))) {
            body = body(request);
            place = room.toBeRead(body.length);
        } catch (RefusedException e) {
            answers.refused(e, "http").writeTo(response);
            return;
        } catch (IOException e) {
            // The sender is slow or gone. 408 would be the word, but Segment's Java library gives up on it.
            response.setHeader("Connection", "close");
            answers.refused(late(), "http").writeTo(response);
            return;
        }
        try (place) {
            chain.doFilter(new InflatedRequest(request, body), response);
        }
    }

    /** How large the body may become: what the request says, or the limit if only its end tells, as of one that is packed. */
    private long size(HttpServletRequest request) {
        if (request.getHeader("Content-Encoding") != null) {
            return largest;
        }
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return Math.min(length, largest);
        }
        boolean hasNone = request.getHeader("Transfer-Encoding") == null
                && request.getProtocol().startsWith("HTTP/1");
        return hasNone ? 0 : largest;
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        Deadline wire = new Deadline(request.getInputStream(), readTimeout);
        try {
            return Bodies.read(wire, request.getHeader("Content-Encoding"), largest);
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
