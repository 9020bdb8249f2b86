package org.extoledestination.connections;

import java.io.IOException;
import java.io.Writer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Answers what is no sound HTTP, without a word of the server. Tomcat makes it by its name. */
public final class PlainErrors extends ErrorReportValve {

    private static final int FIRST_ERROR = 400;
    private static final String BODY = "{\"success\":false,\"code\":\"bad_request\","
            + "\"message\":\"The request is not one that is taken here.\"}";

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
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
