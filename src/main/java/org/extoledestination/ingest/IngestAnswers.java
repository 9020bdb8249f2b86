package org.extoledestination.ingest;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.extoledestination.ingest.connections.Malformed;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.queue.QueueUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers to senders. For routes: {@code bean: {ref: ingestAnswers, method: ...}}. */
public final class IngestAnswers {

    private static final Logger log = LoggerFactory.getLogger(IngestAnswers.class);

    private final String retryAfter;
    private final Meters meters;
    private final Addresses addresses;
    private final Seldom lines = new Seldom(System::nanoTime);

    /** Tells senders to come back after {@code retryAfter}, in whole seconds. */
    IngestAnswers(Duration retryAfter, Addresses addresses, Meters meters) {
        this.retryAfter = Long.toString(Math.max(1, retryAfter.toSeconds()));
        this.addresses = addresses;
        this.meters = meters;
    }

    /** 200: every valid event of the request is on disk. */
    public void accepted(Exchange exchange) {
        Answer.accepted().writeTo(exchange);
    }

    /** Whether a request failed because it will not do. */
    public boolean isRefused(Exchange exchange) {
        return caught(exchange) instanceof RefusedException;
    }

    /** Whether a request failed because nothing can be kept now. */
    public boolean isUnavailable(Exchange exchange) {
        return caught(exchange) instanceof QueueUnavailableException;
    }

    private static Exception caught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    /** 4xx or 501: the request will not do, however often it is sent. 503: it will, once our set-up is mended. */
    public void refused(Exchange exchange) {
        refused(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RefusedException.class), exchange.getFromRouteId())
                .writeTo(exchange);
    }

    /** 503 with {@code Retry-After}: nothing can be kept now; every sender of Segment's tries again. */
    public void unavailable(Exchange exchange) {
        unavailable().writeTo(exchange);
    }

    /** 500: a fault of ours, named in the log by its kind only, since its text may hold the event. */
    public void failed(Exchange exchange) {
        reportFault(caught(exchange));
        Answer.failure(500, "failed", "The event could not be read because of a fault in this application.", null)
                .writeTo(exchange);
    }

    /** No answer of ours: the sender is owed a picture whatever happens, so that its event is lost. */
    public void lost(Exchange exchange) {
        Exception cause = caught(exchange);
        if (cause instanceof RefusedException refusal) {
            refused(refusal, exchange.getFromRouteId());
        } else {
            meters.count("ingest", "pixel_lost");
            // An unavailable queue is reported elsewhere, once, not for each pixel.
            if (!(cause instanceof QueueUnavailableException)) {
                reportFault(cause);
            }
        }
    }

    /** Counts and logs a refusal, and makes the answer. There is one line of a kind a minute. */
    Answer refused(RefusedException refusal, String door) {
        InHand request = InHand.current();
        meters.count("ingest", refusal.code());
        meters.count("refused.requests", refusal.code(), "source", request.source());
        if (refusal.status() < 500 && refusal.retryAfter() == 0) {
            addresses.refused(request.address());
        }
        say(refusal, door, request.source(), request.address());
        return Answer.failure(refusal.status(), refusal.code(), refusal.getMessage(), wait(refusal));
    }

    /** Logs a request that the server has answered, since it is no valid HTTP. */
    void malformed(String address) {
        say(noHttp(), "http", "unknown", address);
    }

    private void say(RefusedException refusal, String door, String source, String address) {
        lines.due(String.join(" ", door, refusal.code(), source))
                .ifPresent(untold -> log.info(
                        "Refused a request. door={}, status={}, code={}, source='{}', from={}. {}{}",
                        door,
                        refusal.status(),
                        refusal.code(),
                        source,
                        addresses.shown(address),
                        Shown.text(String.valueOf(refusal.getMessage())),
                        Seldom.more(untold)));
    }

    private static RefusedException noHttp() {
        return new RefusedException(
                400,
                Malformed.OUTCOME,
                "It is no request as HTTP has it, or its address, headers and cookies have more than 16 KB together.");
    }

    private @Nullable String wait(RefusedException refusal) {
        if (refusal.retryAfter() > 0) {
            return Long.toString(refusal.retryAfter());
        }
        return refusal.status() == 503 ? retryAfter : null;
    }

    /**
     * Counts a request against the limit of its address.
     *
     * @throws RefusedException with 429 if it is reached
     */
    void admit() {
        addresses.admit(InHand.current().address());
    }

    /**
     * Lets a request without a known key pass, unless too many from its address were refused.
     *
     * @throws RefusedException with 429
     */
    void requirePatience() {
        addresses.requirePatience(InHand.current().address());
    }

    /** Counts a request that is answered like Segment does and thrown away, before its body is read. */
    void thrownAway(Sender sender) {
        sender.shut().ifPresent(reason -> meters.count("ingest", reason.code()));
    }

    Answer unavailable() {
        meters.count("ingest", "unavailable");
        return Answer.failure(
                503,
                "unavailable",
                "Events cannot be kept at the moment. Nothing of this request was taken; send it again.",
                retryAfter);
    }

    private void reportFault(Exception fault) {
        MemoryFault.endIfOne(fault);
        String place = FaultPlace.of(fault);
        lines.due(place)
                .ifPresent(untold -> log.error(
                        "Ingest failed: {}. A sender that waits for an answer hears 500 and tries again; report this"
                                + " line.{}",
                        place,
                        Seldom.more(untold)));
    }
}
