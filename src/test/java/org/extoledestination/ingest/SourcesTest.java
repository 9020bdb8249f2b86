package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.extoledestination.ingest.Doors.basic;

import java.util.List;
import java.util.Optional;
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SourcesTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"old, shop", "new, shop", "phone, app", "other, unknown", "'', unknown", "' ', unknown", ", unknown"})
    void everyKeyOfASourceOpensItSoThatKeysCanBeRotated(String key, String source) {
        Sources sources = Doors.sources(
                List.of(Doors.source("shop", "old", " new ", " "), Doors.source("app", "phone")), UnknownKey.DISCARD);

        assertThat(sources.ofTrackingCall(null, () -> Optional.ofNullable(key)).source())
                .isEqualTo(source);
        assertThat(sources.ofTrackingCall(basic(key == null ? "" : key), Optional::empty)
                        .source())
                .isEqualTo(source);
    }

    @Test
    void theFirstSourceIsTheDefaultWithoutSourcesItIsCalledSegmentAndAnUnknownNameIsRefused() {
        Sources sources = Doors.sources(List.of(Doors.source("shop"), Doors.source("app")), UnknownKey.REFUSE);
        Sources none = Doors.sources(List.of(), UnknownKey.REFUSE);

        assertThat(sources.named(null).source()).isEqualTo("shop");
        assertThat(sources.named("app").source()).isEqualTo("app");
        assertThat(none.named(" ").source()).isEqualTo("segment");
        assertThatThrownBy(() -> sources.named("other"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'other'")
                .hasMessageContaining("shop, app");
    }

    @Test
    void theLogSaysOnceWhatIsMissingAndNoKey(CapturedOutput output) {
        Doors.sources(List.of(), UnknownKey.REFUSE);
        Doors.sources(List.of(Doors.source("shop", "wk_demo")), UnknownKey.REFUSE);
        Doors.sources(List.of(Doors.source("shop", List.of("wk_demo"), List.of("sub"), true)), UnknownKey.REFUSE);

        assertThat(output.getOut().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("SEGMENT_WRITE_KEYS"))
                .anyMatch(line -> line.contains("SEGMENT_SUBSCRIPTION_KEYS"))
                .noneMatch(line -> line.contains("wk_demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wk_demo:", "wk_demo", "wk_demo:password", "wk_demo:a:b"})
    void theKeyIsTheUserOfBasicWithOrWithoutColon(String user) {
        assertThat(BasicAuthorization.key(basic(user))).contains("wk_demo");
    }

    @Test
    void theWordBasicMayBeWrittenInAnyCase() {
        assertThat(BasicAuthorization.key("bASIC d2tfZGVtbzo=")).contains("wk_demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer token", "Basic", "Basic ***", "d2tfZGVtbzo=", ""})
    void anotherAuthorizationHoldsNoKey(String authorization) {
        assertThat(BasicAuthorization.key(authorization)).isEmpty();
        assertThat(BasicAuthorization.key(null)).isEmpty();
    }
}
