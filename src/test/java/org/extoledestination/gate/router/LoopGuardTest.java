package org.extoledestination.gate.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import org.extoledestination.event.SegmentJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LoopGuardTest {

    private final LoopGuard guard = new LoopGuard(new RouterSettings(true, List.of("pExtole")));

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"track","event":"purchased","userId":"u","anonymousId":"7465313346145957284"}            | true
            {"type":"track","event":"was_referred","anonymousId":"7465313346145957284"}                      | true
            {"type":"track","event":"Registered","anonymousId":"7465313346145957284"}                        | true
            {"type":"track","event":"reward_earned","context":{"integration":{"name":"EXTOLE"}}}             | true
            {"type":"track","event":"Any","context":{"library":{"name":"extole-segment","version":"1"}}}     | true
            {"type":"identify","userId":"u","context":{"integration":{"name":"extole"}}}                     | true
            {"type":"identify","userId":"u","projectId":"pExtole"}                                           | true
            {"type":"track","event":"purchased","userId":"u","anonymousId":"3a1c9e52-7f51-4f0e-8b50-9d6f1c"} | false
            {"type":"delete","userId":"u","projectId":"pExtole"}                                             | false
            {"type":"delete","userId":"u","context":{"integration":{"name":"EXTOLE"}}}                       | false
            {"type":"track","event":"purchased","userId":"u"}                                                | false
            {"type":"track","event":"purchased","anonymousId":"1234567890123456789"}                         | false
            {"type":"track","event":"purchased","anonymousId":"9999999999999999999"}                         | false
            {"type":"track","event":"purchased","anonymousId":"746531334614595728x"}                         | false
            {"type":"track","event":"Order Completed","anonymousId":"7465313346145957284"}                   | false
            {"type":"identify","userId":"u","anonymousId":"7465313346145957284"}                             | false
            {"type":"track","event":"Any","context":{"library":{"name":"analytics.js"}}}                     | false
            {"type":"track","event":"Any","context":{"library":"extole"},"projectId":7}                      | false
            {"type":"track","event":"Any","userId":"extole","projectId":"pShop"}                             | false
            """)
    void stopsWhatExtoleHasSentAndNothingElse(String json, boolean stops) throws JsonProcessingException {
        Map<String, Object> event = SegmentJson.mapper().readValue(json, new TypeReference<>() {});

        assertThat(guard.stops(event)).isEqualTo(stops);
        assertThat(new LoopGuard(new RouterSettings(false, List.of("pExtole"))).stops(event))
                .isFalse();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            router.stop-extoles-own | false            | false | false
            router.stop-extoles-own | true             | true  | false
            router.extole-sources   | pExtole          | true  | true
            router.extole-sources   | pOther, pExtole  | true  | true
            router.extole-sources   | pOther           | true  | false
                                    |                  | true  | false
            """)
    void itStopsWhatItsSettingsSay(
            @Nullable String name, @Nullable String value, boolean stopsMarked, boolean stopsListed) {
        Map<String, Object> settings = name == null || value == null ? Map.of() : Map.of(name, value);
        LoopGuard guard = new LoopGuard(
                new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("router", RouterSettings.class));

        assertThat(guard.stops(Map.of("type", "identify", "context", Map.of("library", Map.of("name", "extole")))))
                .isEqualTo(stopsMarked);
        assertThat(guard.stops(Map.of("type", "identify", "projectId", "pExtole")))
                .isEqualTo(stopsListed);
    }
}
