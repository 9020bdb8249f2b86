package org.extoledestination.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Why a request to the management port did nothing.
 *
 * @param code a short word for machines; null where the status says all
 * @param message what to do instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(@Nullable String code, String message) {

    /** The answer with such a status and message. */
    public static WebEndpointResponse<Object> problem(int status, String message) {
        return new WebEndpointResponse<>(new Problem(null, message), status);
    }

    /** The same with a code. */
    public static WebEndpointResponse<Object> problem(int status, String code, String message) {
        return new WebEndpointResponse<>(new Problem(code, message), status);
    }
}
