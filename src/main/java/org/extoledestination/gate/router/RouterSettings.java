package org.extoledestination.gate.router;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the router.
 *
 * @param stopExtolesOwn whether events that Extole itself has sent into Segment are kept from going back
 * @param extoleSources Segment's ids (projectId) of the sources into which Extole sends
 */
@ConfigurationProperties("router")
record RouterSettings(
        @DefaultValue("true") boolean stopExtolesOwn,
        @DefaultValue List<String> extoleSources) {

    /** Copies the list, so that nothing can change it afterwards. */
    RouterSettings {
        extoleSources = List.copyOf(extoleSources);
    }
}
