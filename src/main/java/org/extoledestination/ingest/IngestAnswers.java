package org.extoledestination.ingest;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.extoledestination.queue.QueueUnavailableException;
import org.extoledestination.telemetry.FaultPlace;
import org.extoledestination.telemetry.MemoryFault;
import org.extoledestination.telemetry.Meters;
import org.extoledestination.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sender hears. For routes: {@code bean: {ref: ingestAnswers, method: ...}}. */
public final class IngestAnswers {

    private static final Logger log = LoggerFactory.getLogger(IngestAnswers.class);

    private final String retryAfter;
    private final Meters meters;

    /** Tells senders to come back after {@code retryAfter}, in whole seconds. */
    IngestAnswers(Duration retryAfter, Meters meters) {
        this.retryAfter = Long.toString(Math.max(1, retryAfter.toSeconds()));
        this.meters = meters;
    }

    /** 200: every sound event of the request is on disk. */
    public void accepted(Exchange exchange) {
        Answer.accepted().writeTo(exchange);
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
        reportFault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        Answer.failure(500, "failed", "The event could not be read because of a fault in this application.", null)
                .writeTo(exchange);
    }

    /** No answer of ours: the sender is owed a picture whatever happens, so that its event is lost. */
    public void lost(Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (cause instanceof RefusedException refusal) {
            refused(refusal, exchange.getFromRouteId());
        } else {
            meters.count("ingest", "pixel_lost");
            // That nothing can be kept is said elsewhere, once, and not for each picture.
            if (!(cause instanceof QueueUnavailableException)) {
                reportFault(cause);
            }
        }
    }

    /** Counts and logs a refusal, and makes the answer. */
    Answer refused(RefusedException refusal, String door) {
        meters.count("ingest", refusal.code());
        log.info(
                "Refused a request. door={}, status={}, code={}. {}",
                door,
                refusal.status(),
                refusal.code(),
                Shown.text(String.valueOf(refusal.getMessage())));
        return Answer.failure(
                refusal.status(), refusal.code(), refusal.getMessage(), refusal.status() == 503 ? retryAfter : null);
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
        log.error(
                "Ingest failed: {}. A sender that waits for an answer hears 500 and tries again; report this line",
                FaultPlace.of(fault));
    }
}
