package org.extoledestination.edit.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The variables of the environment that settings name, {@code ${EXTOLE_API_KEY}}. In a folder with a file for each, or
 * behind {@code --}, they are the same.
 */
final class Variables {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

    /** Prefixes that only our variables have. */
    private static final Pattern OURS = Pattern.compile("(EXTOLE|SEGMENT)_.*");

    /** Somebody else's may, and are looked at more closely. */
    private static final Pattern LIKE_OURS = Pattern.compile("(EXTOLE|SEGMENT|DATA|BROKER|DATABASE)_.*");

    /** The variables that Kubernetes sets for each service of a namespace, such as extole-destination. */
    private static final Pattern SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)?)");

    private static final Pattern WINDOWS_END = Pattern.compile("\\r\\s*\\z");

    private final Map<String, String> given = new TreeMap<>();
    private final Set<String> named = new HashSet<>();

    /** Those of this environment. */
    Variables(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    String value = String.valueOf(listed.getProperty(name));
                    if (isOne(name)) {
                        given.putIfAbsent(name, value);
                    }
                    if (!isOne(name)) {
                        addNames(value);
                    }
                }
            }
        }
    }

    private void addNames(String value) {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        while (placeholder.find()) {
            named.add(placeholder.group(1));
        }
    }

    /** Whether a property is written as a variable. */
    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /** A line feed at the end comes with many a secret, and belongs to none. */
    void strip(ConfigurableEnvironment environment) {
        Map<String, Object> stripped = given.entrySet().stream()
                .filter(variable -> named.contains(variable.getKey())
                        && variable.getValue().endsWith("\n")
                        && !WINDOWS_END.matcher(variable.getValue()).find())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> variable.getValue().stripTrailing()));
        if (!stripped.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("without-line-feeds", stripped));
        }
    }

    /** Variables that look like ours, or like a setting of ours, and are none; and values that cannot be meant. */
    List<Misspelt> misspelt(Collection<String> settings, Mentions mentions) {
        Set<String> candidates = Stream.concat(
                        named.stream().filter(name -> LIKE_OURS.matcher(name).matches()),
                        settings.stream().map(Variables::ofSetting))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> relaxed =
                settings.stream().map(name -> letters(ofSetting(name))).collect(Collectors.toSet());
        List<Misspelt> found = new ArrayList<>();
        given.forEach((name, value) -> {
            if (named.contains(name) && WINDOWS_END.matcher(value).find()) {
                found.add(new Misspelt(
                        name,
                        name + " ends with a carriage return (CR), as a line does in a file from Windows. Take it away:"
                                + " sed -i 's/\\r$//' FILE"));
            } else if (!value.isBlank()
                    && !named.contains(name)
                    && !relaxed.contains(letters(name))
                    && isMeant(name, candidates)
                    && !mentions.have(name)) {
                found.add(new Misspelt(
                        name, name + " is a variable that no setting uses. " + Nearest.of(name, candidates)));
            }
        });
        return found;
    }

    private static boolean isMeant(String name, Set<String> candidates) {
        return !SERVICE.matcher(name).matches()
                && (OURS.matcher(name).matches() || candidates.stream().anyMatch(known -> isNear(name, known)));
    }

    /** A few letters apart, or with another end of the last word: {@code DATABASE_USERNAME}. */
    private static boolean isNear(String name, String known) {
        String shorter = name.length() < known.length() ? name : known;
        String longer = name.length() < known.length() ? known : name;
        return (name.charAt(0) == known.charAt(0) && Nearest.isNear(letters(name), letters(known)))
                || (shorter.indexOf('_') > 0
                        && longer.startsWith(shorter)
                        && longer.indexOf('_', shorter.length()) < 0);
    }

    /** Without the numbers of lists, as Spring Boot compares them. */
    private static String letters(String name) {
        return name.replaceAll("_\\d+(?=_|$)", "").replace("_", "");
    }

    private static String ofSetting(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
