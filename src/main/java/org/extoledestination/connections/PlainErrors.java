package org.extoledestination.connections;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Consumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is no sound HTTP, without a word of the server, and readable by a script of any page: no filter has seen
 * such a request.
 */
final class PlainErrors extends ErrorReportValve {

    private static final int FIRST_ERROR = 400;
    private static final String BODY = "{\"success\":false,\"code\":\"bad_request\","
            + "\"message\":\"This is no request as HTTP has it, or its address, headers and cookies have more than"
            + " 16 KB together.\"}";

    private final Consumer<String> outcomes;

    PlainErrors(Consumer<String> outcomes) {
        this.outcomes = outcomes;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        outcomes.accept("malformed");
        try {
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(BODY);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // Whoever asked is gone.
        }
    }
}
