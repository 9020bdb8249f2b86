package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** One answer, ready for either side: a servlet response or an exchange. */
final class Answer {

    private static final String JSON = "application/json";
    private static final Answer ACCEPTED =
            new Answer(200, JSON, json(Json.object().put("success", true)), null);

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final @Nullable String retryAfter;

    private Answer(int status, String contentType, byte[] body, @Nullable String retryAfter) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    static Answer of(String contentType, byte[] body) {
        return new Answer(200, contentType, body, null);
    }

    /** 200: every valid event of the request is on disk. Segment's Java library insists on a JSON object. */
    static Answer accepted() {
        return ACCEPTED;
    }

    /** With {@code retryAfter} in whole seconds, since libraries read nothing else. */
    static Answer failure(int status, String code, @Nullable String message, @Nullable String retryAfter) {
        ObjectNode body = Json.object().put("success", false);
        body.put("code", code).put("message", message);
        return new Answer(status, JSON, json(body), retryAfter);
    }

    private static byte[] json(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        if (retryAfter != null) {
            response.setHeader("Retry-After", retryAfter);
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    void writeTo(Exchange exchange) {
        Message message = exchange.getMessage();
        // Remaining headers of the message would become response headers.
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setHeader(Exchange.HTTP_CHUNKED, false);
        if (retryAfter != null) {
            message.setHeader("Retry-After", retryAfter);
        }
        message.setBody(body);
    }
}
