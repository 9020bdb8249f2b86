package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/** Sentences for people that hold fields of an answer. */
final class Sentence {

    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z]+)(?::([a-z]+))?(?:\\|(\\w+))?}");
    private static final int LONGEST_CLEAN = 200;

    private Sentence() {}

    /**
     * The sentence with the fields of {@code json} in the place of their names: {@code {since}} as it stands there,
     * {@code {type:name}}, {@code {messageId:id}} and {@code {detail:text}} as {@link Shown} shows a name, an id and a text,
     * {@code {key:clean}} without what a terminal would obey. A field that is not there is empty, or the word behind the
     * bar of {@code {source|unknown}}.
     */
    static String of(JsonNode json, String sentence) {
        return FIELD.matcher(sentence)
                .replaceAll(found -> Matcher.quoteReplacement(shown(
                        json.path(found.group(1)).asText(Objects.requireNonNullElse(found.group(3), "")),
                        found.group(2))));
    }

    private static String shown(String value, @Nullable String as) {
        return switch (as == null ? "" : as) {
            case "name" -> Shown.name(value);
            case "id" -> Shown.id(value);
            case "text" -> Shown.text(value);
            case "clean" -> Shown.clean(value, LONGEST_CLEAN);
            default -> value;
        };
    }
}
