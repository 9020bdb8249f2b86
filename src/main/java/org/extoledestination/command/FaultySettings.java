package org.extoledestination.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.edit.live.MisspeltSettingsException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.validation.FieldError;

/** Settings that cannot be, which a start is tried without, to see what else is wrong. */
final class FaultySettings {

    private FaultySettings() {}

    /** Which ones a failed start names. */
    static List<String> namedBy(Throwable failure) {
        List<String> names = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            namedByThis(cause).forEach(names::add);
        }
        return names;
    }

    private static Stream<String> namedByThis(Throwable failure) {
        if (failure instanceof MisspeltSettingsException misspelt) {
            return misspelt.names().stream();
        }
        if (failure instanceof BindException bind) {
            return Stream.ofNullable(bind.getProperty())
                    .map(property -> property.getName().toString());
        }
        if (failure instanceof BindValidationException invalid) {
            String prefix = invalid.getValidationErrors().getName() + ".";
            return invalid.getValidationErrors().getAllErrors().stream()
                    .filter(FieldError.class::isInstance)
                    .map(error -> canonical(prefix + ((FieldError) error).getField()));
        }
        return Stream.empty();
    }

    private static String canonical(String name) {
        return ConfigurationPropertyName.adapt(name, '.').toString();
    }

    /** Takes them out of what files say, and misspelt variables out of the environment. */
    static void hide(ConfigurableEnvironment environment, List<String> names) {
        MutablePropertySources sources = environment.getPropertySources();
        for (PropertySource<?> source : sources.stream().toList()) {
            if (source instanceof OriginTrackedMapPropertySource file) {
                sources.replace(
                        file.getName(),
                        new OriginTrackedMapPropertySource(file.getName(), without(file.getSource(), names), true));
            } else if (source instanceof SystemEnvironmentPropertySource variables) {
                sources.replace(
                        variables.getName(),
                        new SystemEnvironmentPropertySource(
                                variables.getName(), without(variables.getSource(), names)));
            }
        }
    }

    private static Map<String, Object> without(Map<String, Object> settings, List<String> names) {
        Map<String, Object> others = new HashMap<>(settings);
        others.keySet().removeIf(name -> names.contains(name) || names.contains(canonical(name)));
        return others;
    }
}
