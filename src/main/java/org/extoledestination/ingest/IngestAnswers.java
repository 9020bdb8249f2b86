package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sender hears. For routes: {@code bean: {ref: ingestAnswers, method: ...}}. */
public final class IngestAnswers {

    private static final Logger log = LoggerFactory.getLogger(IngestAnswers.class);

    private final Duration retryAfter;

    /** Tells senders to come back after {@code retryAfter}, in whole seconds. */
    public IngestAnswers(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** One answer, ready for either side: a servlet response or an exchange. */
    record Answer(
            int status,
            @Nullable String code,
            @Nullable String message,
            @Nullable String retryAfter) {

        private byte[] body() {
            ObjectNode body = SegmentJson.object();
            body.put("success", status < 300);
            if (code != null) {
                body.put("code", code);
                body.put("message", message);
            }
            return body.toString().getBytes(StandardCharsets.UTF_8);
        }

        void writeTo(HttpServletResponse response) throws IOException {
            response.setStatus(status);
            response.setContentType("application/json");
            if (retryAfter != null) {
                response.setHeader("Retry-After", retryAfter);
            }
            response.getOutputStream().write(body());
        }

        private void writeTo(Exchange exchange) {
            Message message = exchange.getMessage();
            // What is left in the message would go out as response headers.
            message.removeHeaders("*");
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setHeader(Exchange.HTTP_CHUNKED, false);
            if (retryAfter != null) {
                message.setHeader("Retry-After", retryAfter);
            }
            message.setBody(body());
        }
    }

    /** 200: every sound event of the request is on disk. Segment's Java library insists on a JSON object. */
    public void accepted(Exchange exchange) {
        new Answer(200, null, null, null).writeTo(exchange);
    }

    /** 4xx or 501: the request will not do, however often it is sent. */
    public void refused(Exchange exchange) {
        refused(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RefusedException.class))
                .writeTo(exchange);
    }

    /** 503 with {@code Retry-After}: nothing can be kept now; every sender of Segment's tries again. */
    public void unavailable(Exchange exchange) {
        unavailable(retryAfter).writeTo(exchange);
    }

    /** 500: a fault of ours, named in the log by its kind only, since its text may hold the event. */
    public void failed(Exchange exchange) {
        Exception fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        StackTraceElement[] trace = fault.getStackTrace();
        log.error(
                "Ingest failed: {} at {}. The sender was answered 500 and will try again; please report this",
                fault.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        new Answer(500, "failed", "The event could not be read because of a fault in this application.", null)
                .writeTo(exchange);
    }

    static Answer refused(RefusedException refusal) {
        return new Answer(refusal.status(), refusal.code(), refusal.getMessage(), null);
    }

    static Answer unavailable(Duration retryAfter) {
        return new Answer(
                503,
                "unavailable",
                "Events cannot be kept at the moment. Nothing of this request was taken; send it again.",
                Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
}
