package org.extoledestination.shadow;

import java.util.function.Supplier;
import org.extoledestination.shadow.Shadow.Report;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code GET /actuator/shadow} on the management port: how often and where the candidate's results differ. */
@Endpoint(id = "shadow")
final class ShadowEndpoint {

    private final Supplier<Report> report;

    ShadowEndpoint(Supplier<Report> report) {
        this.report = report;
    }

    @ReadOperation
    Report report() {
        return report.get();
    }
}
