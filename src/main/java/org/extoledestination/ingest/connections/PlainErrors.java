package org.extoledestination.ingest.connections;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Consumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that no filter and no route has seen, mostly because they are not valid HTTP. The answer does not
 * name the server, and scripts of any page can read it.
 */
final class PlainErrors extends ErrorReportValve {

    private static final int FIRST_ERROR = 400;
    private static final String BODY = "{\"success\":false,\"code\":\"%s\",\"message\":\"%s\"}";

    private final Consumer<String> malformed;

    /** {@code malformed} gets the address of each request that is not valid HTTP. */
    PlainErrors(Consumer<String> malformed) {
        this.malformed = malformed;
    }

    static String body(int status) {
        return switch (status) {
            case 400, 414, 431 ->
                BODY.formatted(
                        "bad_request",
                        "This is no request as HTTP has it, or its address, headers and cookies have more than 16 KB together.");
            case 404 ->
                BODY.formatted(
                        "not_found",
                        "There is nothing at this address. The log says at the end of a start where to send events.");
            case 405, 501 -> BODY.formatted("method_not_allowed", "This address does not take this method.");
            case 500 -> BODY.formatted("failed", "The request failed in this application. Send it again.");
            case 503 -> BODY.formatted("unavailable", "Nothing is taken at the moment. Send it again.");
            default -> BODY.formatted("refused", "The request is not one that is taken here.");
        };
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String body = body(response.getStatus());
        if (response.getStatus() == FIRST_ERROR) {
            malformed.accept(String.valueOf(request.getRemoteAddr()));
        }
        try {
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(body);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // The client is gone.
        }
    }
}
