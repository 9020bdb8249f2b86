package org.extoledestination.platform.management;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Why a request to the management port did nothing.
 *
 * @param code a short word for machines
 * @param message what to do instead
 */
public record Problem(String code, String message) {

    /** What is said of a text that is not there. */
    public static final String MISSING = "is missing.";

    /** What is said of a number that is not within its bounds. */
    public static final String RANGE = "is a number from {min} to {max}.";

    /** To throw, where there is nothing that is meant. */
    public static ResponseStatusException notFound(String message) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, message);
    }

    /** To throw, where more is sent than is taken at once. */
    static ResponseStatusException tooLarge(String message) {
        return new ResponseStatusException(HttpStatus.PAYLOAD_TOO_LARGE, message);
    }

    /** Of a request that no operation has seen. */
    static Problem ofStatus(@Nullable Object status) {
        return switch (status instanceof Integer given ? given : 404) {
            case 404 ->
                new Problem("not_found", "There is nothing at this address. GET /actuator lists what there is.");
            case 405 -> new Problem("method_not_allowed", "This address does not take this method.");
            case 500 -> new Problem("failed", "The request failed in this application. The log says where.");
            default -> new Problem("bad_request", "The request is not one that is taken here.");
        };
    }
}
