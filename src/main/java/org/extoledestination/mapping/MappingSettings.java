package org.extoledestination.mapping;

import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * What holds for all mapping files of one installation.
 *
 * @param anonymous what becomes of an event that names no person
 * @param container Extole's container for every event, {@code test} to keep events out of its dashboards; never blank,
 *     and empty means production
 */
public record MappingSettings(AnonymousPolicy anonymous, Optional<String> container) {

    static final String ANONYMOUS_KEY = "mapping.anonymous";
    static final String CONTAINER_KEY = "mapping.container";

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

    /**
     * As the application is set up: {@value #ANONYMOUS_KEY} and {@value #CONTAINER_KEY}.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if one of them cannot be understood
     */
    public static MappingSettings of(Binder binder) {
        return new MappingSettings(
                binder.bind(ANONYMOUS_KEY, AnonymousPolicy.class).orElse(AnonymousPolicy.SEND),
                Optional.of(binder.bind(CONTAINER_KEY, String.class).orElse("")).filter(name -> !name.isBlank()));
    }
}
