package org.extoledestination.platform.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Texts that must never be shown: the values of this installation's secrets, and text that looks like a secret. */
public final class Secrets {

    private static final String MASK = "***";

    /** A shorter value is no secret, and is part of too many words. */
    private static final int SHORTEST = 8;

    private static final Pattern NAME =
            Pattern.compile("(?i)(?!.*unknown-?_?key$).*(?:keys?|token|secret|password)(?:\\[\\d+\\])?(?:\\[\\d+\\])?");
    /** A file that holds a secret, a switch or a number. */
    private static final Pattern NO_SECRET = Pattern.compile("(?:file:|classpath:|/|\\./).*|true|false|\\d+");

    /** With a capital letter or a digit, as every credential has one that a machine has made; words follow in sentences. */
    private static final Pattern SCHEME =
            Pattern.compile("\\b((?i:Bearer|Basic))\\s+(?=[\\w+/=.~-]*[A-Z0-9=])[\\w+/=.~-]{4,}");

    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s@\"']{1,300}@");
    /** As in an address, a form, JSON or a header. A word that follows in a sentence, as in "api-key: is empty", stays. */
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)((?:(?:password|passwd|pwd|secret|api[-_]?key|access[-_]?token)[\"']?\\s?"
                    + "(?:=\\s?|:\\s?(?=[\"'])|:(?=\\S))|(?:authorization|x-signature)[\"']?\\s?[:=]\\s?)[\"']?)"
                    + "(?!Bearer|Basic|\\*)[^\\s\"'&,;)\\]}]+");

    /** The longest first: one may be part of another. */
    private static final ConcurrentSkipListSet<String> VALUES = new ConcurrentSkipListSet<>(
            Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private Secrets() {}

    /** Never shows this value from now on, nor as HTTP's Basic scheme writes it. */
    public static void hide(String secret) {
        String value = secret.strip();
        if (value.length() >= SHORTEST && !NO_SECRET.matcher(value).matches()) {
            VALUES.add(value);
            VALUES.add(Base64.getEncoder().encodeToString((value + ':').getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Hides all values of settings and variables whose name ends as those of secrets do. */
    public static void hideAllOf(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    if (NAME.matcher(name).matches()) {
                        hide(environment, name);
                    }
                }
            }
        }
    }

    private static void hide(ConfigurableEnvironment environment, String name) {
        try {
            for (String each : environment.getProperty(name, "").split(",", -1)) {
                hide(each);
            }
        } catch (IllegalArgumentException unresolvable) {
            // The code that needs the setting reports it.
        }
    }

    /** The same text without secrets. */
    static String mask(String text) {
        String masked = text;
        for (String value : VALUES) {
            masked = masked.replace(value, MASK);
        }
        masked = SCHEME.matcher(masked).replaceAll("$1 " + MASK);
        masked = USER_INFO.matcher(masked).replaceAll("://" + MASK + '@');
        return ASSIGNED.matcher(masked).replaceAll("$1" + MASK);
    }
}
