package org.extoledestination.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.validation.FieldError;

/** Settings that cannot be, which a start is tried without, to see what else is wrong. */
final class FaultySettings {

    private FaultySettings() {}

    /** Which ones a failed start names. */
    static List<ConfigurationPropertyName> namedBy(Throwable failure) {
        List<ConfigurationPropertyName> names = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            namedByThis(cause).forEach(names::add);
        }
        return names;
    }

    private static Stream<ConfigurationPropertyName> namedByThis(Throwable failure) {
        if (failure instanceof BindException bind) {
            return Stream.ofNullable(bind.getProperty()).map(ConfigurationProperty::getName);
        }
        if (failure instanceof BindValidationException invalid) {
            String prefix = invalid.getValidationErrors().getName() + ".";
            return invalid.getValidationErrors().getAllErrors().stream()
                    .filter(FieldError.class::isInstance)
                    .map(error -> ConfigurationPropertyName.adapt(prefix + ((FieldError) error).getField(), '.'));
        }
        return Stream.empty();
    }

    /** Takes them out of what files say; a variable of the environment stays. */
    static void hide(ConfigurableEnvironment environment, List<ConfigurationPropertyName> names) {
        environment.getPropertySources().stream()
                .filter(OriginTrackedMapPropertySource.class::isInstance)
                .map(OriginTrackedMapPropertySource.class::cast)
                .toList()
                .forEach(source -> environment
                        .getPropertySources()
                        .replace(
                                source.getName(),
                                new OriginTrackedMapPropertySource(
                                        source.getName(), without(source.getSource(), names), true)));
    }

    private static Map<String, Object> without(Map<String, Object> settings, List<ConfigurationPropertyName> names) {
        Map<String, Object> others = new HashMap<>(settings);
        others.keySet().removeIf(name -> names.contains(ConfigurationPropertyName.adapt(name, '.')));
        return others;
    }
}
