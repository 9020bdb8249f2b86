package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/** Every number, time and size among the settings has a range, and what is outside of it stops the start. */
class SettingRangesTest {

    private static final String ROOT = "org.extoledestination";

    /** Where 0 means none, no limit or for ever. */
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "alerts.after",
            "dead-letter.keep",
            "delivery.calls-per-second",
            "delivery.deletions-per-hour",
            "delivery.hold-after",
            "delivery.remember-times",
            "ingest.connections.most",
            "ingest.deletion-window",
            "ingest.limits.address-requests-per-second",
            "ingest.limits.by-source.shop.bytes-per-hour",
            "ingest.limits.by-source.shop.events-per-hour",
            "ingest.limits.by-source.shop.requests-per-second",
            "ingest.limits.bytes-per-hour",
            "ingest.limits.events-per-hour",
            "ingest.limits.refusals-per-minute",
            "ingest.limits.requests-per-second",
            "ingest.limits.slowest-body",
            "ingest.stop-wait",
            "management.audit.keep",
            "queue.max-depth",
            "queue.min-free-disk",
            "queue.park-after",
            "queue.suspects-wait",
            "refused.keep",
            "refused.most",
            "refused.most-size",
            "trace.sample");

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan(ROOT)
    static class AllSettings {}

    private record Setting(String name, Class<?> type) {

        String negative() {
            return type == Duration.class ? "-1s" : type == DataSize.class ? "-1B" : "-1";
        }

        String tooMuch() {
            return type == Duration.class
                    ? "40000d"
                    : type == DataSize.class ? "8000000TB" : String.valueOf(Long.MAX_VALUE);
        }

        String zero() {
            return type == Duration.class ? "0s" : type == DataSize.class ? "0B" : "0";
        }
    }

    @Test
    void eachIsRefusedBelowAndAboveItsRangeAndWhereNoneMakesNoSense() {
        List<Setting> settings = all();
        assertThat(settings).hasSizeGreaterThan(35);

        assertThat(settings).allSatisfy(each -> {
            assertThat(refusal(each, each.negative())).get().asString().contains("must be from");
            assertThat(refusal(each, each.tooMuch())).isPresent();
            assertThat(refusal(each, each.zero()).isEmpty()).as("0").isEqualTo(MAY_BE_ZERO.contains(each.name()));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivery.remember-times  | -1d   | must be from 0s to 36500d",
                "ingest.stop-wait         | 26s   | must be from 0s to 25s",
                "delivery.parallel-requests | 1001 | must be from 1 to 1000",
                "ingest.max-event-size    | 1B    | must be from 1KB to 100MB",
                "ingest.sources[0].name   | begun | must be neither 'begun' nor 'unique'",
                "ingest.sources[0].name   | unique | must be neither 'begun' nor 'unique'",
                "ingest.sources[0].name   | a:b   | may hold letters, digits"
            })
    void aRefusalNamesTheSettingAndWhatIsAllowed(String name, String value, String expected) {
        assertThat(refusal(name, value)).get().asString().contains(expected);
    }

    @Test
    void sourcesWhoseNamesOnlyBeginSoAreTaken() {
        assertThat(refusal("ingest.sources[0].name", "unique-shop")).isEmpty();
    }

    private static Optional<String> refusal(Setting setting, String value) {
        return refusal(setting.name(), value);
    }

    /** What a start says about the setting, if it is refused for it. */
    private static Optional<String> refusal(String name, String value) {
        List<String> found = new ArrayList<>();
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues(
                        "spring.config.location=config/application.yaml",
                        "EXTOLE_API_KEY=key",
                        "SEGMENT_WRITE_KEYS=write-key",
                        name + '=' + value)
                .withUserConfiguration(AllSettings.class)
                .run(context -> {
                    for (Throwable failure = context.getStartupFailure();
                            failure != null;
                            failure = failure.getCause()) {
                        said(failure, name).forEach(found::add);
                    }
                    assertThat(context.getStartupFailure() == null)
                            .as("%s=%s: %s", name, value, context.getStartupFailure())
                            .isEqualTo(found.isEmpty());
                });
        return found.stream().findFirst();
    }

    private static Stream<String> said(Throwable failure, String name) {
        if (failure instanceof BindValidationException invalid) {
            return invalid.getValidationErrors().getAllErrors().stream()
                    .filter(FieldError.class::isInstance)
                    .map(FieldError.class::cast)
                    .filter(error -> same(invalid.getValidationErrors().getName() + "." + error.getField(), name))
                    .map(error -> String.valueOf(error.getDefaultMessage()));
        }
        return failure instanceof BindException bind && same(String.valueOf(bind.getName()), name)
                ? Stream.of(String.valueOf(bind.getCause()))
                : Stream.empty();
    }

    private static boolean same(String one, String other) {
        return ConfigurationPropertyName.adapt(one, '.').equals(ConfigurationPropertyName.of(other));
    }

    private static List<Setting> all() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        List<Setting> settings = new ArrayList<>();
        scanner.findCandidateComponents(ROOT).forEach(bean -> {
            Class<?> type = ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null);
            add(type.getAnnotation(ConfigurationProperties.class).value(), type, settings);
        });
        return settings;
    }

    private static void add(String prefix, Class<?> type, List<Setting> settings) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            Class<?> of = component.getType();
            if (of == Duration.class
                    || of == DataSize.class
                    || (of.isPrimitive() && of != boolean.class)
                    || Number.class.isAssignableFrom(of)) {
                settings.add(new Setting(name, of));
            } else if (held(component.getGenericType()) instanceof Class<?> below && below.isRecord()) {
                add(name + (of == Map.class ? ".shop" : "[0]"), below, settings);
            }
        }
    }

    private static Type held(Type type) {
        return type instanceof ParameterizedType of
                ? of.getActualTypeArguments()[of.getActualTypeArguments().length - 1]
                : type;
    }
}
