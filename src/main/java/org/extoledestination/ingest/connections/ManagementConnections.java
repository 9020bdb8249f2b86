package org.extoledestination.ingest.connections;

import java.time.Duration;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;

/** Guards the management port, whose web server has a context of its own. Named in META-INF/spring. */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementConnections {

    /** A chunk of an import is the largest that comes. */
    private static final Duration LONGEST_BODY = Duration.ofSeconds(60);

    @Bean
    Guard managementConnectionGuard(ConnectionSettings settings, Meters meters) {
        return new Guard(
                new Connections.Bounds(
                        settings.management(), settings.management(), settings.headTimeout(), LONGEST_BODY),
                outcome -> meters.count("connections", outcome),
                address -> meters.count("connections", Malformed.OUTCOME),
                made -> {});
    }
}
