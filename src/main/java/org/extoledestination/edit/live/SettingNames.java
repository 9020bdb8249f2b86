package org.extoledestination.edit.live;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The names of all settings of ours, and what is written like one of them and is none. Spring would pass it over. */
final class SettingNames {

    /** Those that are no component of a record. */
    private static final List<String> SINGLE = List.of(
            "data-dir",
            "data-dir-wait",
            "delivery.api-tls",
            "delivery.events-tls",
            "delivery.ssl-bundle",
            "delivery.suppress-after-delete",
            "management.client-bundle",
            "management.token-file",
            "mapping.anonymous",
            "mapping.candidate",
            "mapping.container",
            "mapping.event-names",
            "mapping.folder",
            "mapping.live-tests",
            "mapping.max-items",
            "mapping.max-request-size",
            "mapping.public-parameters",
            "mapping.send-ip-address",
            "queue.ssl-bundle",
            "sandbox.port");

    /**
     * Prefixes of Spring Boot and Camel, whose names are not known here, and the option {@code --fresh}, which is no
     * setting.
     */
    private static final Set<String> OF_OTHERS =
            Set.of("camel", "debug", "fresh", "info", "logging", "management", "server", "spring", "trace");

    /** Names of Spring Boot that have further names below them. */
    private static final Set<String> SHARED = Set.of("management");

    private final SpringNames spring = new SpringNames();
    private final Set<String> written = new TreeSet<>(SINGLE);
    private final Set<String> maps = new HashSet<>();
    private final Set<String> known;
    private final Set<String> families;

    /** {@code records}: those that settings are bound to. */
    SettingNames(Collection<Class<?>> records) {
        for (Class<?> type : records) {
            ConfigurationProperties prefix = type.getAnnotation(ConfigurationProperties.class);
            if (prefix != null) {
                add(prefix.value(), type);
            }
        }
        known = written.stream().map(SettingNames::uniform).collect(Collectors.toSet());
        families = known.stream().map(name -> name.split("\\.", 2)[0]).collect(Collectors.toSet());
    }

    private void add(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            written.add(name);
            if (Map.class.isAssignableFrom(component.getType())) {
                maps.add(uniform(name));
            }
            if (last(component.getGenericType()) instanceof Class<?> below && below.isRecord()) {
                add(name, below);
            }
        }
    }

    /** The element type of a list or a map. */
    private static Type last(Type type) {
        return type instanceof ParameterizedType of
                ? of.getActualTypeArguments()[of.getActualTypeArguments().length - 1]
                : type;
    }

    static String uniform(String name) {
        return name.replace("-", "");
    }

    /** A name of each setting, without the numbers of lists. */
    Set<String> written() {
        return written;
    }

    /** Names in all sources of {@code environment} that look like our settings and are none. */
    List<Misspelt> misspelt(ConfigurableEnvironment environment, Mentions mentions) {
        List<Misspelt> found = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed
                    && !source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
                for (String name : listed.getPropertyNames()) {
                    wrong(name, source)
                            .filter(meant -> !Variables.isOne(name)
                                    && !mentions.have("{{" + name)
                                    && !mentions.have("{{?" + name)
                                    && !mentions.have("${" + name))
                            .map(meant -> SettingsFiles.place(OriginLookup.getOrigin(source, name)) + name
                                    + " is no setting. " + meant)
                            .ifPresent(line -> found.add(new Misspelt(name, line)));
                }
            }
        }
        return found;
    }

    /** A word alone on the command line, which nobody reads. What has a family may be read by a bean of the team's. */
    private boolean isUnknown(String name) {
        String plain = plain(name);
        return !plain.contains(".") && !known.contains(plain) && !OF_OTHERS.contains(plain);
    }

    /** Suggests a setting for an unknown name. */
    private Optional<String> wrong(String name, PropertySource<?> source) {
        return meant(name)
                .or(() -> source instanceof CommandLinePropertySource<?> && isUnknown(name)
                        ? Optional.of(nearest(name))
                        : Optional.empty());
    }

    private Optional<String> meant(String name) {
        String plain = plain(name);
        // Alone, debug and trace are options of Spring Boot.
        return plain.isEmpty() || known.contains(plain) || OF_OTHERS.contains(plain)
                ? Optional.empty()
                : isMisspelt(plain) ? Optional.of(nearest(name)) : spring.meant(plain);
    }

    private boolean isMisspelt(String plain) {
        String family = plain.split("\\.", 2)[0];
        return (families.contains(family) && !SHARED.contains(family))
                || known.stream().anyMatch(other -> Nearest.isNear(plain, other))
                || (!families.contains(family) && families.stream().anyMatch(other -> Nearest.isNear(family, other)));
    }

    /** Without numbers of lists and keys of maps. */
    private String plain(String name) {
        ConfigurationPropertyName parts = ConfigurationPropertyName.adapt(name, '.');
        List<String> plain = new ArrayList<>();
        boolean isKey = false;
        for (int i = 0; i < parts.getNumberOfElements(); i++) {
            if (!parts.isNumericIndex(i) && !isKey) {
                plain.add(parts.getElement(i, Form.UNIFORM));
                isKey = maps.contains(String.join(".", plain));
            } else {
                isKey = false;
            }
        }
        return String.join(".", plain);
    }

    private String nearest(String name) {
        List<String> family = written.stream()
                .filter(other -> other.startsWith(name.split("[.\\[]", 2)[0] + '.'))
                .toList();
        return Nearest.of(name.replaceAll("\\[\\d+]", ""), family.isEmpty() ? written : family);
    }
}
