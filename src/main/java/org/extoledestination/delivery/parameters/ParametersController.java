package org.extoledestination.delivery.parameters;

import java.util.List;
import java.util.Map;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /actuator/parameters} on the management port: what waits, and what came to nothing and why. The console asks
 * the same.
 */
@ManagementController(id = "parameters")
public record ParametersController(
        PublicParameters parameters, ParameterRows rows, RefusedParameters refused, Meters meters) {

    /**
     * The answer.
     *
     * @param mode whether they are written: {@code send} or {@code write}
     * @param waiting how many parameters wait
     * @param persons for how many persons
     * @param counts what became of parameters since the start, by the words of the metric
     * @param refused what was not written, by name and reason
     */
    public record Listing(
            String mode, long waiting, long persons, Map<String, Long> counts, List<RefusedParameter> refused) {}

    /** What is known now. */
    @GetMapping
    public Listing list() {
        return new Listing(
                parameters.mode(),
                rows.count(),
                rows.persons(),
                meters.counted("parameters", "").getOrDefault("", Map.of()),
                refused.list());
    }
}
