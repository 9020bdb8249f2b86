package org.extoledestination.trace.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import org.extoledestination.platform.start.StartRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.mock.env.MockEnvironment;

/** When tracing is on, and which settings of it stop a start. */
class TracingSwitchTest {

    private final MockEnvironment settings = new MockEnvironment();

    /** Which of all that Spring Boot has for tracing is let in. */
    private List<String> letIn() {
        List<String> all =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.contains(".tracing.")
                                || name.contains(".opentelemetry.")
                                || name.contains(".autoconfigure.logging.O"))
                        .toList();
        assertThat(all).hasSizeGreaterThan(4);
        boolean isOn = TracingSwitch.isOn(settings);
        return all.stream()
                .filter(name -> TracingSwitch.letsIn(name, isOn))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }

    @Test
    void nothingOfItIsLetInWithoutAnAddress() {
        assertThat(letIn()).isEmpty();
        settings.setProperty(TracingSwitch.ENDPOINT, "");
        assertThat(letIn()).isEmpty();
        settings.setProperty(TracingSwitch.ENDPOINT, "http://127.0.0.1:4318/v1/traces");
        settings.setProperty("management.tracing.enabled", "false");
        assertThat(letIn()).isEmpty();
    }

    @Test
    void withOneOnlyWhatMakesSpansIsLetIn() {
        settings.setProperty(TracingSwitch.ENDPOINT, "http://127.0.0.1:4318/v1/traces");

        assertThat(letIn())
                .containsExactlyInAnyOrder("OpenTelemetryAutoConfiguration", "OpenTelemetryTracingAutoConfiguration");
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, 127.0.0.1:4318",
        "endpoint, ftp://127.0.0.1/v1/traces",
        "endpoint, http://127.0.0.1:43x18/v1/traces",
        "endpoint, 'http://user:pass@ a/v1/traces'",
        "transport, grpc",
        "probability, 10",
        "probability, often"
    })
    void aSettingThatCannotWorkStopsTheStart(String name, String value) {
        settings.setProperty(TracingSwitch.ENDPOINT, "http://127.0.0.1:4318/v1/traces");
        settings.setProperty(
                name.equals("probability")
                        ? "management.tracing.sampling.probability"
                        : "management.otlp.tracing." + name,
                value);

        assertThatThrownBy(this::letIn)
                .asInstanceOf(type(StartRefusedException.class))
                .satisfies(refused -> {
                    assertThat(refused).hasMessageContaining(name).hasMessageNotContaining("pass");
                    assertThat(refused.action()).isNotBlank();
                });
    }
}
