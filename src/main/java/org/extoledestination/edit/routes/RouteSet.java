package org.extoledestination.edit.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.extoledestination.platform.files.Mistake;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The content of route files, to find out what an edit changes. Comments, blanks and the order of keys do not count.
 *
 * @param routes the routes by id
 * @param configurations the error handling by id
 * @param others what else stands in a file, by file
 */
record RouteSet(Map<String, Entry> routes, Map<String, Entry> configurations, Map<String, List<Object>> others) {

    /** A route's steps and descriptions; everything else belongs to its input. */
    private static final Set<String> STEPS = Set.of(
            "description",
            "note",
            "routeConfigurationId",
            "errorHandler",
            "errorHandlerRef",
            "steps",
            "streamCache",
            "trace",
            "messageHistory",
            "logMask",
            "delayer");

    /** One route or configuration, and the file that holds it. */
    record Entry(Path file, Map<?, ?> content) {

        Optional<String> configuration() {
            return Optional.ofNullable(content.get("routeConfigurationId")).map(String::valueOf);
        }

        /** A route's input. */
        Map<String, Object> shell() {
            Map<String, Object> shell = new TreeMap<>();
            content.forEach((key, value) -> {
                if (key.equals("from") && value instanceof Map<?, ?> from) {
                    Map<Object, Object> listening = new HashMap<>(from);
                    listening.remove("steps");
                    shell.put("from", listening);
                } else if (!STEPS.contains(String.valueOf(key))) {
                    shell.put(String.valueOf(key), Objects.requireNonNullElse(value, ""));
                }
            });
            return shell;
        }
    }

    /** Reads files that were found valid. */
    static RouteSet read(Path folder) {
        RouteSet set = new RouteSet(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (Path file : new RouteFolder(folder).files()) {
            Object root = load(file);
            if (root instanceof List<?> items) {
                items.forEach(item -> set.add(file, item));
            } else {
                set.others.put(Mistake.fileName(file), List.of(root));
            }
        }
        return set;
    }

    private static Object load(Path file) {
        try {
            @Nullable Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return Objects.requireNonNullElse(root, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path file, Object item) {
        if (item instanceof Map<?, ?> map && map.get("route") instanceof Map<?, ?> route) {
            routes.put(String.valueOf(route.get("id")), new Entry(file, route));
        } else if (item instanceof Map<?, ?> map && configuration(map) instanceof Map<?, ?> configuration) {
            configurations.put(String.valueOf(configuration.get("id")), new Entry(file, configuration));
        } else {
            others.computeIfAbsent(Mistake.fileName(file), name -> new java.util.ArrayList<>())
                    .add(item);
        }
    }

    private static @Nullable Object configuration(Map<?, ?> item) {
        Object plain = item.get("routeConfiguration");
        return plain == null ? item.get("route-configuration") : plain;
    }

    /**
     * The differences.
     *
     * @param configurations error handling that is new, changed or gone
     * @param added routes that are new
     * @param removed routes that are gone
     * @param steps routes with other steps
     * @param shells routes with another input
     */
    record Changes(
            Set<String> configurations, Set<String> added, Set<String> removed, Set<String> steps, Set<String> shells) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            append(text, "changed", steps);
            append(text, "listening anew", shells);
            append(text, "new", added);
            append(text, "gone", removed);
            return text.isEmpty() ? "no route is different" : text.toString();
        }

        private static void append(StringBuilder text, String what, Set<String> ids) {
            if (!ids.isEmpty()) {
                text.append(text.isEmpty() ? "" : "; ")
                        .append(what)
                        .append(": ")
                        .append(String.join(", ", ids));
            }
        }
    }

    Changes changesTo(RouteSet next) {
        Set<String> handlers = different(configurations, next.configurations);
        Changes changes = new Changes(handlers, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        next.routes.forEach((id, entry) -> {
            Entry old = routes.get(id);
            if (old == null) {
                changes.added.add(id);
            } else if (!old.shell().equals(entry.shell())) {
                changes.shells.add(id);
            } else if (!old.content.equals(entry.content) || isHandledBy(entry, handlers)) {
                changes.steps.add(id);
            }
        });
        changes.removed.addAll(routes.keySet());
        changes.removed.removeAll(next.routes.keySet());
        return changes;
    }

    /** A configuration without an id, here {@code null}, is for all routes that name none. */
    private static boolean isHandledBy(Entry route, Set<String> handlers) {
        return handlers.contains(route.configuration().orElse("null"))
                || handlers.stream().anyMatch(id -> id.contains("*"));
    }

    private static Set<String> different(Map<String, Entry> before, Map<String, Entry> now) {
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(now.keySet());
        ids.removeIf(id -> before.containsKey(id)
                && now.containsKey(id)
                && content(before, id).equals(content(now, id)));
        return ids;
    }

    private static Map<?, ?> content(Map<String, Entry> entries, String id) {
        return Objects.requireNonNull(entries.get(id)).content();
    }
}
