package org.extoledestination.edit.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.SegmentJson;

/** The names of the settings of Spring Boot and Camel, as their jars list them for editors. */
final class SpringNames {

    private static final String LISTS = "META-INF/spring-configuration-metadata.json";
    /** All settings of these are listed. Of the others only what is a few letters off is surely misspelt. */
    private static final List<String> WHOLE = List.of("server.", "management.", "spring.datasource.", "spring.ssl.");

    private static final List<String> FAMILIES = List.of("server", "management", "spring", "logging", "camel");
    /** Each endpoint and each health indicator has some below these. */
    private static final Set<String> OPEN = Set.of("management.endpoint", "management.health");

    /** By their uniform name, as they are written. */
    private final Map<String, String> names = new HashMap<>();
    /** Those that have names below them which somebody chooses. */
    private final Set<String> open = new HashSet<>(OPEN);

    SpringNames() {
        try {
            for (URL list : Collections.list(getClass().getClassLoader().getResources(LISTS))) {
                try (InputStream content = list.openStream()) {
                    SegmentJson.plain().readTree(content).path("properties").forEach(this::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The lists of settings, " + LISTS + ", cannot be read", e);
        }
    }

    private void add(JsonNode property) {
        String name = property.path("name").asText();
        String uniform = SettingNames.uniform(name);
        names.put(uniform, name);
        if (property.path("type").asText().matches("java\\.util\\.(Map|List|Set|Properties|Collection)\\b.*")) {
            open.add(uniform);
        }
    }

    /**
     * Suggests one of these names for an unknown one.
     *
     * @param plain the uniform name, without the numbers of lists
     * @return empty if it may be one
     */
    Optional<String> meant(String plain) {
        String[] parts = plain.split("\\.");
        if (!FAMILIES.contains(parts[0]) || names.containsKey(plain)) {
            return Optional.empty();
        }
        for (int i = 1; i <= parts.length; i++) {
            if (open.contains(start(parts, i))) {
                return Optional.empty();
            }
        }
        if (names.keySet().stream().anyMatch(name -> name.startsWith(plain + '.'))) {
            return Optional.empty();
        }
        if (WHOLE.stream().anyMatch(plain::startsWith)) {
            return Optional.of(Nearest.of(plain, names.values()));
        }
        return names.keySet().stream()
                .filter(name -> Nearest.isNear(like(name, parts), name))
                .findFirst()
                .map(name -> "Did you mean '" + names.get(name) + "'?");
    }

    /** With as many parts as another name, where that may have more below it. */
    private String like(String other, String[] parts) {
        int most = other.split("\\.").length;
        return open.contains(other) && most < parts.length ? start(parts, most) : String.join(".", parts);
    }

    private static String start(String[] parts, int many) {
        return String.join(".", Arrays.copyOf(parts, many));
    }
}
