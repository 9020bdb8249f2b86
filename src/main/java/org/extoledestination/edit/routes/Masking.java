package org.extoledestination.edit.routes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;
import org.extoledestination.platform.files.Mistake;

/** Puts placeholders back into messages: their values come from the environment and may be secrets. */
final class Masking implements UnaryOperator<String> {

    /** A shorter value is no secret, and is part of too many words. */
    private static final int SHORTEST = 4;

    /** The longest values first: one may be part of another. */
    private final Map<String, String> placeholderOfValue =
            new TreeMap<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** For the placeholders in {@code files}, whose values {@code lookup} knows. */
    Masking(Collection<RouteText> files, Function<String, Optional<String>> lookup) {
        for (RouteText file : files) {
            for (String key : file.placeholders()) {
                lookup.apply(key)
                        .filter(value -> value.length() >= SHORTEST)
                        .ifPresent(value -> hide(value, "{{" + key + "}}"));
            }
        }
    }

    /** For the placeholders in the route files of a folder. */
    static Masking of(Path folder, Function<String, Optional<String>> lookup) {
        List<RouteText> texts = new RouteFolder(folder)
                .files().stream()
                        .flatMap(file -> RouteText.read(file, mistake -> {}).stream())
                        .toList();
        return new Masking(texts, lookup);
    }

    private void hide(String value, String placeholder) {
        placeholderOfValue.put(value, placeholder);
        placeholderOfValue.put(URLEncoder.encode(value, StandardCharsets.UTF_8), placeholder);
        placeholderOfValue.put(UnsafeUriCharactersEncoder.encode(value), placeholder);
    }

    @Override
    public String apply(String message) {
        String masked = message;
        for (Map.Entry<String, String> each : placeholderOfValue.entrySet()) {
            masked = masked.replace(each.getKey(), each.getValue());
        }
        return URISupport.sanitizeUri(masked);
    }

    /** The same mistake, without values of placeholders. */
    Mistake apply(Mistake mistake) {
        return new Mistake(mistake.file(), mistake.line(), mistake.where(), apply(mistake.what()));
    }
}
