package org.extoledestination.platform.management;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Why a request to the management port did nothing.
 *
 * @param code a short word for machines
 * @param message what to do instead
 */
public record Problem(String code, String message) {

    private static final Map<Integer, String> CODES = Map.of(400, "bad_request", 404, "not_found", 503, "unavailable");

    /** What is asked of an endpoint. */
    public interface Work {
        /** What to answer, or the whole answer. */
        Object result() throws JMSException, IOException;
    }

    /** The answer with such a status, 400, 404 or 503, and message. */
    public static WebEndpointResponse<Object> problem(int status, String message) {
        return problem(status, CODES.getOrDefault(status, "failed"), message);
    }

    /** The same with a code of its own. */
    public static WebEndpointResponse<Object> problem(int status, String code, String message) {
        return new WebEndpointResponse<>(new Problem(code, message), status);
    }

    /** Of a request that no endpoint has seen. */
    static Problem ofStatus(@Nullable Object status) {
        return switch (status instanceof Integer given ? given : 404) {
            case 404 ->
                new Problem("not_found", "There is nothing at this address. GET /actuator lists what there is.");
            case 405 -> new Problem("method_not_allowed", "This address does not take this method.");
            case 500 -> new Problem("failed", "The request failed in this application. The log says where.");
            default -> new Problem("bad_request", "The request is not one that is taken here.");
        };
    }

    /** What the work comes to. An {@link IllegalArgumentException} is what somebody has asked for that there is not. */
    public static WebEndpointResponse<Object> answer(Work work) {
        try {
            Object result = work.result();
            return result instanceof WebEndpointResponse<?> whole
                    ? new WebEndpointResponse<>(whole.getBody(), whole.getStatus())
                    : new WebEndpointResponse<>(result);
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (DataAccessException | TransactionException e) {
            return problem(503, "The database does not answer. Mend it and try again.");
        } catch (JMSException e) {
            return problem(
                    503,
                    e.getCause() instanceof TimeoutException
                            ? String.valueOf(e.getMessage())
                            : "The broker does not answer. Mend it and try again.");
        } catch (IOException e) {
            return problem(503, "It could not be written in the data directory, so nothing was done: see the log.");
        }
    }
}
