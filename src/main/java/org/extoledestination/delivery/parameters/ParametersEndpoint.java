package org.extoledestination.delivery.parameters;

import static org.extoledestination.platform.management.Problem.answer;

import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** {@code GET /actuator/parameters} on the management port: what waits, and what came to nothing and why. */
@Endpoint(id = "parameters")
record ParametersEndpoint(ParameterRows rows, RefusedParameters refused) {

    /**
     * What the endpoint answers.
     *
     * @param waiting how many parameters wait
     * @param persons for how many persons
     * @param refused what was not written, by name and reason
     */
    record Listing(long waiting, long persons, List<RefusedParameter> refused) {}

    @ReadOperation
    WebEndpointResponse<Object> list() {
        return answer(() -> new Listing(rows.count(), rows.persons(), refused.list()));
    }
}
