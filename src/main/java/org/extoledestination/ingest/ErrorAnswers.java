package org.extoledestination.ingest;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers in our words what web server and Spring refuse: paths that nobody serves, methods that are not taken, and
 * requests that fail outside of the routes. Nothing of the request, of the fault or of the server is in an answer.
 */
@Controller
class ErrorAnswers implements ErrorController {

    private static final String OURS = ErrorAnswers.class.getName();
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._-]{0,100}");

    private final IngestAnswers answers;

    ErrorAnswers(IngestAnswers answers) {
        this.answers = answers;
    }

    /**
     * Remembers what we have answered: where a body did not arrive the server puts an answer of its own into its place,
     * 408, after which Segment's Java library drops its events.
     */
    static Answer remembered(HttpServletRequest request, Answer answer) {
        request.setAttribute(OURS, answer);
        return answer;
    }

    @RequestMapping("${server.error.path:${error.path:/error}}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(OURS) instanceof Answer ours) {
            ours.writeTo(response);
            return;
        }
        // A direct request for the error path has no status.
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given
                ? given
                : HttpServletResponse.SC_NOT_FOUND;
        // The filters have let go of it.
        InHand.begin(request.getRemoteAddr());
        try {
            answers.refused(refusal(status, asked(request)), "http").writeTo(response);
        } finally {
            InHand.end();
        }
    }

    /** The path that was asked for, as far as it is plain: it comes from a stranger. */
    private static String asked(HttpServletRequest request) {
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        return PLAIN_PATH.matcher(path).matches() ? path : "this path";
    }

    private static RefusedException refusal(int status, String path) {
        return switch (status) {
            case 404 ->
                new RefusedException(
                        status, "not_found", "Nothing is served at " + path + ". Events go to /v1/... or to /segment.");
            case 405 ->
                new RefusedException(
                        status, "method_not_allowed", "This path does not take this method. Events are sent by POST.");
            default ->
                status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                        ? new RefusedException(status, "failed", "The request failed in this application.")
                        : new RefusedException(status, "bad_request", "The request is not one that is taken here.");
        };
    }
}
