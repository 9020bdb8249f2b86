package org.extoledestination.delivery.parameters;

import java.util.List;
import org.extoledestination.platform.management.ManagementController;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code GET /actuator/parameters} on the management port: what waits, and what came to nothing and why. */
@ManagementController(id = "parameters")
record ParametersController(ParameterRows rows, RefusedParameters refused) {

    /**
     * The answer.
     *
     * @param waiting how many parameters wait
     * @param persons for how many persons
     * @param refused what was not written, by name and reason
     */
    record Listing(long waiting, long persons, List<RefusedParameter> refused) {}

    @GetMapping
    Listing list() {
        return new Listing(rows.count(), rows.persons(), refused.list());
    }
}
