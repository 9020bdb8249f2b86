package org.extoledestination.mapping;

import java.util.Objects;
import java.util.Optional;

/**
 * What holds for all mapping files of one installation.
 *
 * @param anonymous what becomes of an event that names no person
 * @param container Extole's container for every event, {@code test} to keep events out of its dashboards; never blank,
 *     and empty means production
 */
public record MappingSettings(AnonymousPolicy anonymous, Optional<String> container) {

    /**
     * Refuses a container without a name.
     *
     * @throws IllegalArgumentException when the container is blank
     */
    public MappingSettings {
        Objects.requireNonNull(anonymous, "anonymous");
        if (container.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("container is expected to have a name or to be absent");
        }
    }
}
