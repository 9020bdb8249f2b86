package org.extoledestination.mapping.shadow;

import org.extoledestination.mapping.shadow.Shadow.Report;
import org.extoledestination.mapping.shadow.ShadowConfiguration.ShadowRun;
import org.extoledestination.platform.management.ManagementController;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code GET /actuator/shadow} on the management port: how often and where the candidate's results differ. */
@ManagementController(id = "shadow")
public record ShadowController(ShadowRun run) {

    /** The state of this moment. The console asks the same. */
    @GetMapping
    public Report report() {
        return run.get();
    }
}
