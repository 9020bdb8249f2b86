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
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Where in a Segment event a value is looked for: a JSONPath, whose leading {@code $.} may be left out. Of a path that is
 * made of names alone, the names of traits and properties are found in any {@link Spelling}; those at the top of the event
 * are Segment's own, and are not.
 */
final class ValuePath implements Source {
    /** The prefix that stands for all places where events name their person. */
    static final String PERSON = "person.";

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
    /** From here on names are found in any spelling. */
    private final int free;

    private final Optional<PersonKeys.Place> place;

    private ValuePath(String text, JsonPath path, int free, Optional<PersonKeys.Place> place) {
        this.text = text;
        this.path = path;
        this.place = place;
        this.names = names(path.getPath());
        this.free = free;
    }

    /** A place where events name their person. */
    static ValuePath of(PersonKeys.Place place) {
        return new ValuePath(place.text(), JsonPath.compile(place.text()), 1, Optional.of(place));
    }

    /**
     * Compiles a path once.
     *
     * @throws IllegalArgumentException when the text is no JSONPath; the message says why in one line
     */
    static ValuePath compile(String text) {
        return compile(text, 1);
    }

    /** The same into an object of a list, which has no names of Segment's own. */
    static ValuePath compileForItem(String text) {
        return compile(text, 0);
    }

    private static ValuePath compile(String text, int free) {
        if (text.startsWith(PERSON)) {
            throw new IllegalArgumentException("'" + PERSON + "...' stands by itself under 'from'");
        }
        if (!closesItsBrackets(text)) {
            throw new IllegalArgumentException("its brackets do not match");
        }
        unknownFunction(text).ifPresent(name -> {
            throw new IllegalArgumentException(
                    "there is no function '" + name + "'. Known: " + String.join(", ", FUNCTIONS));
        });
        try {
            return new ValuePath(text, JsonPath.compile(text), free, Optional.empty());
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

    @Override
    public String text() {
        return text;
    }

    /** The names from the top of the event down, when the path is made of nothing but names; otherwise empty. */
    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public List<ValuePath> reads() {
        return List.of(this);
    }

    /** For explanations: the names as this event spells them. */
    List<String> spelled(Map<String, Object> event) {
        Optional<PersonKeys.Found> found = place.flatMap(known -> known.find(event));
        if (found.isPresent()) {
            return found.get().names();
        }
        List<String> spelled = new ArrayList<>();
        Object current = event;
        for (String name : names) {
            Map<?, ?> object = current instanceof Map<?, ?> values ? values : Map.of();
            spelled.add(spelled.size() < free ? name : Spelling.spelled(object, name));
            current = object.get(spelled.get(spelled.size() - 1));
        }
        return spelled;
    }

    /** For explanations: the names down to the first place that is more than a name. */
    List<String> head() {
        return head(path.getPath()).names();
    }

    /** The value at the path: the first of several matches; none for null. */
    @Override
    public Optional<Object> find(Map<String, Object> event) {
        if (place.isPresent()) {
            return place.get().find(event).map(PersonKeys.Found::value);
        }
        return Optional.ofNullable(names.isEmpty() ? first(search(event)) : walk(event));
    }

    /** All that stands there: the items of a list, what a path with several values matches, or a single value. */
    List<?> items(Map<String, Object> event) {
        return Items.in(names.isEmpty() ? search(event) : walk(event));
    }

    private @Nullable Object walk(Map<String, Object> event) {
        Object current = event;
        for (int i = 0; i < names.size(); i++) {
            if (!(current instanceof Map<?, ?> object)) {
                return null;
            }
            current = i < free ? object.get(names.get(i)) : Spelling.value(object, names.get(i));
        }
        return current;
    }

    private @Nullable Object first(@Nullable Object found) {
        return !path.isDefinite() && found instanceof List<?> several
                ? several.stream().filter(Objects::nonNull).findFirst().orElse(null)
                : found;
    }

    private @Nullable Object search(Map<String, Object> event) {
        try {
            return path.read(event, QUIET);
        } catch (JsonPathException
                | ArithmeticException
                | IllegalArgumentException
                | ClassCastException nothingToCompute) {
            return null;
        }
    }

    private record Head(List<String> names, int end) {}

    private static Head head(String canonical) {
        Matcher name = NAME.matcher(canonical);
        List<String> names = new ArrayList<>();
        int end = 1;
        while (name.find() && name.start() == end) {
            names.add(name.group(1));
            end = name.end();
        }
        return new Head(List.copyOf(names), end);
    }

    private static List<String> names(String canonical) {
        Head head = head(canonical);
        return head.end() == canonical.length() ? head.names() : List.of();
    }
}
