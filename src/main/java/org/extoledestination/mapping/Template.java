package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with values of the event in it.
 *
 * @param written as it is written, with <code>${path}</code> for each value
 * @param between what stands before, between and behind the values
 */
record Template(String written, List<String> between, List<ValuePath> paths) {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^{}]*)\\}");

    static Optional<Template> read(YamlValue value, Function<String, ValuePath> compiler) {
        Optional<String> text = value.text();
        return text.flatMap(written -> read(written, value, compiler));
    }

    private static Optional<Template> read(String written, YamlValue value, Function<String, ValuePath> compiler) {
        List<String> between = new ArrayList<>();
        List<ValuePath> paths = new ArrayList<>();
        Matcher place = PLACE.matcher(written);
        int end = 0;
        while (place.find()) {
            between.add(written.substring(end, place.start()));
            value.path(place.group(1), compiler).ifPresent(paths::add);
            end = place.end();
        }
        between.add(written.substring(end));
        if (between.size() == 1 || between.stream().anyMatch(text -> text.contains("${"))) {
            value.mistake("a text with values in it is expected here, such as ${properties.city}, each closed by }");
        }
        return paths.size() == between.size() - 1
                ? Optional.of(new Template(written, between, paths))
                : Optional.empty();
    }

    /** {@code ids} says whether each value has to be an id. */
    Computed source(boolean ids) {
        return new Computed(false, written, List.of(), paths, event -> filled(event, ids));
    }

    /** Nothing, if one of the values is missing or no single value. */
    private Optional<Object> filled(Map<String, Object> event, boolean ids) {
        StringBuilder text = new StringBuilder(between.get(0));
        for (int i = 0; i < paths.size(); i++) {
            Optional<String> value =
                    paths.get(i).find(event).flatMap(found -> ids ? Ids.read(found) : PlainText.said(found));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            text.append(value.get()).append(between.get(i + 1));
        }
        return Optional.of(text.toString());
    }
}
