package org.extoledestination.trace.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

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

    @Test
    void nothingOfSpringBootsOwnIsLetIn() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.contains("autoconfigure.tracing.") || name.contains(".opentelemetry.")))
                .hasSizeGreaterThan(4)
                .noneMatch(TracingSwitch::letsIn);
    }

    @Test
    void itIsOffWithoutAnAddress() {
        assertThat(TracingSwitch.isOn(settings)).isFalse();
        settings.setProperty(TracingSwitch.ENDPOINT, "");
        assertThat(TracingSwitch.isOn(settings)).isFalse();
        settings.setProperty(TracingSwitch.ENDPOINT, "http://127.0.0.1:4318/v1/traces");
        assertThat(TracingSwitch.isOn(settings)).isTrue();
        settings.setProperty("management.tracing.enabled", "false");
        assertThat(TracingSwitch.isOn(settings)).isFalse();
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

        assertThatThrownBy(() -> TracingSwitch.isOn(settings))
                .asInstanceOf(type(StartRefusedException.class))
                .satisfies(refused -> {
                    assertThat(refused).hasMessageContaining(name).hasMessageNotContaining("pass");
                    assertThat(refused.action()).isNotBlank();
                });
    }
}
