package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.extoledestination.ingest.Doors.KEY;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectSettingsTest {

    private final ProjectSettings settings = new Doors().projectSettings();

    @ParameterizedTest
    @ValueSource(strings = {"/wk_demo/settings", "/wk_demo/settings/", "/v1/projects/wk_demo/settings"})
    void settingsLeadToTheHostThatWasAsked(String path) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        settings.answer(path, "https://events.example.com:8443/v1/projects/wk_demo/settings", exchange);

        JsonNode answer = Json.parse(exchange.getMessage().getBody(byte[].class));
        assertThat(answer.at("/integrations/Segment.io/apiHost").textValue()).isEqualTo("events.example.com:8443/v1");
        assertThat(answer.at("/integrations/Segment.io/apiKey").textValue()).isEqualTo(KEY);
        assertThat(answer.path("plan").isObject()).isTrue();
        assertThat(exchange.getMessage().getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource({
        "https://events.example.com/collect/v1/projects/wk_demo/settings, events.example.com/collect/v1",
        "http://[::1]:8080/a/b/v1/projects/wk_demo/settings/, [::1]:8080/a/b/v1"
    })
    void settingsLeadBackThroughThePrefixOfAProxy(String url, String leadsTo) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        settings.answer("/wk_demo/settings", url, exchange);

        assertThat(Json.parse(exchange.getMessage().getBody(byte[].class))
                        .at("/integrations/Segment.io/apiHost")
                        .textValue())
                .isEqualTo(leadsTo);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"/other/settings", "/wk_demo", "/wk_demo/other", "/"})
    void anybodyElseGetsNone(@Nullable String path) {
        assertRefused(settings, path);
    }

    @Test
    void aSourceThatIsSwitchedOffGetsNone() {
        ProjectSettings off = new Doors(Doors.settings(List.of(Doors.source("shop", List.of(KEY), List.of(), false))))
                .projectSettings();

        assertRefused(off, "/wk_demo/settings");
    }

    private static void assertRefused(ProjectSettings settings, @Nullable String path) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> settings.answer(path, "https://events.example.com/", exchange))
                .returns(404, RefusedException::status);
    }
}
