package org.extoledestination.platform.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/**
 * The result of another indicator and, while that is not UP, what is wrong and what to do. The text of an exception is
 * left out.
 *
 * @param of the other
 * @param reason what is wrong, and where
 * @param action what an operator can do
 */
public record ExplainedHealth(HealthIndicator of, String reason, String action) implements HealthIndicator {

    @Override
    public Health health() {
        Health health = of.health();
        if (health.getStatus().equals(Status.UP)) {
            return health;
        }
        Map<String, Object> details = new HashMap<>(health.getDetails());
        details.remove("error");
        details.put("reason", reason);
        details.put("action", action);
        return new Health.Builder(health.getStatus(), details).build();
    }
}
