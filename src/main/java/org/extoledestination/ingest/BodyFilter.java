package org.extoledestination.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Looks at the key, then hands the routes a body that is inflated, bounded, and there. */
final class BodyFilter extends OncePerRequestFilter {

    private static final long MOST_DRAINED = 32L << 20;
    private static final long MOST_DRAINED_OF_STRANGERS = 64L << 10;

    private final Limits limits;
    private final Keys keys;
    private final BodyRoom room;
    private final IngestAnswers answers;

    /** Reads bodies within {@code limits} of senders that {@code keys} accepts. */
    BodyFilter(Limits limits, Keys keys, BodyRoom room, IngestAnswers answers) {
        this.limits = limits;
        this.keys = keys;
        this.room = room;
        this.answers = answers;
    }

    /**
     * The limits of one body.
     *
     * @param largest inflated
     * @param readTimeout how long it may take to arrive
     * @param slowest the least that must arrive in a second
     */
    record Limits(DataSize largest, Duration readTimeout, DataSize slowest) {}

    /** Tells the sender by what it says before its body. */
    interface Keys {
        /**
         * The sender, or empty for one that may show its key in the body.
         *
         * @throws RefusedException if it is not let in, whatever its body says, or has sent as many requests as it may
         */
        Optional<Sender> sender(HttpServletRequest request);
    }

    /** A key in the header must be one of ours; without one it may stand in the body. */
    static Keys tracking(Sources sources, SourceLimits limits) {
        return request -> isPost(request) && !TrackingCall.isMetrics(request.getRequestURI())
                ? sources.ofTrackingHeader(request.getHeader("Authorization")).map(limits::admit)
                : Optional.empty();
    }

    /** Only a key in the header opens it. */
    static Keys subscription(Sources sources, SourceLimits limits) {
        return request -> isPost(request)
                ? Optional.of(limits.admit(sources.ofSubscriptionCall(request.getHeader("Authorization"))))
                : Optional.empty();
    }

    private static boolean isPost(HttpServletRequest request) {
        return request.getMethod().equals("POST");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Sender> sender;
        try {
            sender = keys.sender(request);
            if (sender.isEmpty() && isPost(request)) {
                answers.requirePatience();
            }
        } catch (RefusedException e) {
            Answer refused = answers.refused(e, "http");
            turnAway(request, response, IntakeFilter.isPicture(request) ? Pixel.answer() : refused);
            return;
        }
        if (sender.isPresent() && sender.get().isUnknown()) {
            answers.thrownAway(sender.get());
            turnAway(request, response, Answer.accepted());
            return;
        }
        try (BodyRoom.Arrival arrival = room.toArrive(sender.map(Sender::source), request.getContentLengthLong());
                BodyRoom.Reading place = room.toBeRead(arrival)) {
            Optional<byte[]> body = arrived(request, response, arrival, sender.isPresent());
            if (body.isPresent()) {
                InHand.current().place(place);
                chain.doFilter(new InflatedRequest(request, body.get()), response);
            }
        }
    }

    /** The body, or empty if the sender has its answer already. */
    private Optional<byte[]> arrived(
            HttpServletRequest request, HttpServletResponse response, BodyRoom.Arrival arrival, boolean known)
            throws IOException {
        try {
            return Optional.of(body(request, arrival, known));
        } catch (RefusedException e) {
            if (e.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                response.setHeader("Connection", "close");
            }
            ErrorAnswers.remembered(request, answers.refused(e, "http")).writeTo(response);
        } catch (IOException e) {
            // The sender is slow or gone. 408 would be right, but Segment's Java library gives up on it.
            response.setHeader("Connection", "close");
            ErrorAnswers.remembered(request, answers.refused(late(), "http")).writeTo(response);
        }
        return Optional.empty();
    }

    /** Answers one whose body is of no interest. Little of a large one is read afterwards. */
    static void turnAway(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        long length = request.getContentLengthLong();
        if (length < 0 || length > MOST_DRAINED_OF_STRANGERS) {
            response.setHeader("Connection", "close");
        }
        answer.writeTo(response);
    }

    private byte[] body(HttpServletRequest request, BodyRoom.Arrival arrival, boolean known) throws IOException {
        if (request.getContentLengthLong() < 0) {
            // Behind what has come of chunks a read waits for the next one, or for trailers.
            arrival.await();
        }
        Deadline wire = new Deadline(
                request.getInputStream(), limits.readTimeout(), limits.slowest().toBytes(), arrival::await);
        boolean isWhole = false;
        try {
            long largest = limits.largest().toBytes();
            @Nullable String encoding = encoding(request);
            boolean packed = Bodies.isGzip(encoding);
            byte[] arrived = Bodies.collect(wire, request.getContentLengthLong(), largest, arrival::grow);
            isWhole = true;
            return packed
                    ? Bodies.inflated(arrived, encoding, largest, bytes -> arrival.grow(arrived.length + bytes))
                    : arrived;
        } catch (RefusedException e) {
            if (e.status() == HttpServletResponse.SC_BAD_REQUEST && !isWhole) {
                wire.drain(known ? MOST_DRAINED : MOST_DRAINED_OF_STRANGERS);
            }
            throw e;
        }
    }

    /** All lines of it as one, as HTTP has it: packed twice is none of what is taken, whichever line comes first. */
    private static @Nullable String encoding(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("Content-Encoding"));
        return lines.isEmpty() ? null : String.join(", ", lines);
    }

    private static RefusedException late() {
        return new RefusedException(
                503, "body_incomplete", "The body did not arrive whole and in time. Send it again.");
    }
}
