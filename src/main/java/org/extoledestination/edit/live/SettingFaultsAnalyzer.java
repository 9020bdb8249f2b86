package org.extoledestination.edit.live;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Names each setting that cannot be as it is written, with its variable and its place, where Spring names fields of Java. */
@Order(0)
final class SettingFaultsAnalyzer implements FailureAnalyzer {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern BUNDLE = Pattern.compile("spring\\.ssl\\.bundle\\.(?:pem|jks)\\.([^.]+)\\..*");
    private static final String CHECK = "AssertTrue";

    private final @Nullable Environment settings;

    /** Spring hands over null before there is an application. */
    SettingFaultsAnalyzer(@Nullable Environment settings) {
        this.settings = settings;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                ValidationErrors errors = invalid.getValidationErrors();
                return new FailureAnalysis(
                        errors.getAllErrors().stream()
                                .map(error -> line(errors.getName() + ".", error))
                                .collect(Collectors.joining(System.lineSeparator())),
                        "Correct it where it stands, or the variable that it names, and start again.",
                        failure);
            }
            if (cause instanceof NoSuchSslBundleException missing) {
                return noBundle(missing.getBundleName(), failure);
            }
        }
        return null;
    }

    private String line(String prefix, ObjectError error) {
        String message = ": " + error.getDefaultMessage();
        if (!(error instanceof FieldError field)) {
            return prefix + message;
        }
        boolean isOfSeveral = CHECK.equals(field.getCode());
        String name = name(prefix + field.getField(), isOfSeveral);
        Origin origin = Origin.from(error);
        String variable = origin instanceof SystemEnvironmentOrigin given ? given.getProperty() : variable(name);
        String value =
                isOfSeveral ? "" : String.valueOf(field.getRejectedValue()).replaceAll("//[^/@]*@", "//");
        return SettingsFiles.place(origin)
                + name
                + (variable.isEmpty() ? "" : " (" + variable + ")")
                + (value.isBlank() || field.getRejectedValue() == null ? "" : ", '" + Shown.text(value) + "'")
                + message;
    }

    /**
     * As one writes the name of a setting.
     *
     * @param path with the names of Java
     * @param isOfSeveral whether its last name is that of a check, and none of a setting
     */
    static String name(String path, boolean isOfSeveral) {
        List<String> parts = Arrays.stream(path.split("\\."))
                .map(DataObjectPropertyName::toDashedForm)
                .toList();
        return String.join(".", isOfSeveral ? parts.subList(0, parts.size() - 1) : parts);
    }

    private String variable(String setting) {
        if (settings instanceof ConfigurableEnvironment all) {
            Matcher variable = VARIABLE.matcher(SettingsFiles.written(all).getOrDefault(setting, ""));
            return variable.find() ? variable.group(1) : "";
        }
        return "";
    }

    private FailureAnalysis noBundle(String bundle, Throwable failure) {
        Set<String> naming = names().filter(name -> name.endsWith("bundle") || name.endsWith("-tls"))
                .filter(name -> settings != null && bundle.equals(settings.getProperty(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = names().map(BUNDLE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        return new FailureAnalysis(
                (naming.isEmpty() ? "A setting" : String.join(", ", naming)) + " names the bundle '"
                        + Shown.text(bundle)
                        + "', which spring.ssl.bundle does not have. There are: "
                        + (known.isEmpty() ? "none" : String.join(", ", known)) + ".",
                "Write the bundle under spring.ssl.bundle.pem, or leave the setting empty: docs/tls.md.",
                failure);
    }

    private Stream<String> names() {
        return settings instanceof ConfigurableEnvironment all
                ? all.getPropertySources().stream()
                        .filter(EnumerablePropertySource.class::isInstance)
                        .flatMap(source -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
                : Stream.empty();
    }
}
