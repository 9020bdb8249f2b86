package org.extoledestination.mapping;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.event.PersonKeys;
import org.jspecify.annotations.Nullable;

/** Where in a Segment event a value is looked for: a JSONPath, whose leading {@code $.} may be left out. */
final class ValuePath {
    private static final Configuration QUIET = Configuration.builder()
            .jsonProvider(new JacksonJsonProvider())
            .options(Option.SUPPRESS_EXCEPTIONS)
            .build();
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern REGEX = Pattern.compile("=~\\s*/(?:\\\\.|[^/\\\\])*/\\w*");
    private static final Pattern FUNCTION = Pattern.compile("(?:^|\\.)\\s*([^\\s.\\[\\]()'\"@$*?]+)\\s*\\(");
    private static final List<String> FUNCTIONS = List.of(
            "append", "avg", "concat", "first", "index", "keys", "last", "length", "max", "min", "size", "stddev",
            "sum");
    private static final Pattern NAME = Pattern.compile("\\['([^'\\[\\]\\\\]+)'\\]");

    private final String text;
    private final JsonPath path;
    private final List<String> names;
    private final Optional<PersonKeys.Place> place;

    private ValuePath(String text, JsonPath path, Optional<PersonKeys.Place> place) {
        this.text = text;
        this.path = path;
        this.place = place;
        this.names = names(path.getPath());
    }

    /** A place where events name their person. */
    static ValuePath of(PersonKeys.Place place) {
        return new ValuePath(place.text(), JsonPath.compile(place.text()), Optional.of(place));
    }

    /**
     * Compiles a path once.
     *
     * @throws IllegalArgumentException when the text is no JSONPath; the message says why in one line
     */
    static ValuePath compile(String text) {
        if (!closesItsBrackets(text)) {
            throw new IllegalArgumentException("its brackets do not match");
        }
        unknownFunction(text).ifPresent(name -> {
            throw new IllegalArgumentException(
                    "there is no function '" + name + "'. Known: " + String.join(", ", FUNCTIONS));
        });
        try {
            return new ValuePath(text, JsonPath.compile(text), Optional.empty());
        } catch (JsonPathException | IllegalArgumentException | IndexOutOfBoundsException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), "it cannot be read");
            throw new IllegalArgumentException(why.lines().findFirst().orElse(""), e);
        }
    }

    /** The library reads {@code properties[} as {@code properties}, and a lone closing bracket as part of a name. */
    private static boolean closesItsBrackets(String text) {
        String bare = QUOTED.matcher(text).replaceAll("");
        return bare.chars().filter(c -> c == '[').count()
                == bare.chars().filter(c -> c == ']').count();
    }

    /** The library compiles a path with any function, and finds out at each event that there is none of that name. */
    private static Optional<String> unknownFunction(String text) {
        String bare = QUOTED.matcher(REGEX.matcher(text).replaceAll("")).replaceAll("");
        return FUNCTION.matcher(bare)
                .results()
                .map(call -> call.group(1))
                .filter(name -> !FUNCTIONS.contains(name))
                .findFirst();
    }

    String text() {
        return text;
    }

    /** The names from the top of the event down, when the path is made of nothing but names; otherwise empty. */
    List<String> names() {
        return names;
    }

    /** For explanations: the names as the event spells them. */
    List<String> namesIn(Map<String, Object> event) {
        return place.flatMap(known -> known.find(event))
                .map(PersonKeys.Found::names)
                .orElse(names);
    }

    /** For explanations: the names down to the first place that is more than a name. */
    List<String> head() {
        Matcher name = NAME.matcher(path.getPath());
        List<String> head = new ArrayList<>();
        int end = 1;
        while (name.find() && name.start() == end) {
            head.add(name.group(1));
            end = name.end();
        }
        return head;
    }

    /** What stands there: for a path that can match several values the first one, and nothing for null. */
    Optional<Object> find(Map<String, Object> event) {
        if (place.isPresent()) {
            return place.get().find(event).map(PersonKeys.Found::value);
        }
        return Optional.ofNullable(names.isEmpty() ? search(event) : walk(event));
    }

    private @Nullable Object walk(Map<String, Object> event) {
        Object current = event;
        for (String name : names) {
            if (!(current instanceof Map<?, ?> object)) {
                return null;
            }
            current = object.get(name);
        }
        return current;
    }

    private @Nullable Object search(Map<String, Object> event) {
        Object found;
        try {
            found = path.read(event, QUIET);
        } catch (JsonPathException
                | ArithmeticException
                | IllegalArgumentException
                | ClassCastException nothingToCompute) {
            return null;
        }
        if (!path.isDefinite() && found instanceof List<?> several) {
            return several.stream().filter(Objects::nonNull).findFirst().orElse(null);
        }
        return found;
    }

    private static List<String> names(String canonical) {
        Matcher name = NAME.matcher(canonical);
        List<String> names = new ArrayList<>();
        int end = 1;
        while (name.find() && name.start() == end) {
            names.add(name.group(1));
            end = name.end();
        }
        return end == canonical.length() ? List.copyOf(names) : List.of();
    }
}
