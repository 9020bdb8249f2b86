package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.ingest.Doors.basic;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {

    @Test
    void everyKeyOfASourceOpensItSoThatKeysCanBeRotated() {
        Sources sources = new Sources(List.of(
                new IngestSettings.Source("shop", List.of("old", " new ", " ")),
                new IngestSettings.Source("app", List.of("phone"))));

        assertThat(sources.byKey("old")).contains("shop");
        assertThat(sources.byKey("new")).contains("shop");
        assertThat(sources.byKey("phone")).contains("app");
        assertThat(sources.byKey("other")).isEmpty();
        assertThat(sources.byKey("")).isEmpty();
        assertThat(sources.byKey(null)).isEmpty();
        assertThat(sources.defaultSource()).isEqualTo("shop");
    }

    @Test
    void withoutSourcesNoKeyOpensAndTheDefaultIsCalledSegment() {
        Sources sources = new Sources(List.of());

        assertThat(sources.byKey("any")).isEmpty();
        assertThat(sources.defaultSource()).isEqualTo("segment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wk_demo:", "wk_demo", "wk_demo:password", "wk_demo:a:b"})
    void theKeyIsTheUserOfBasicWithOrWithoutColon(String user) {
        assertThat(Sources.keyOf(basic(user))).contains("wk_demo");
    }

    @Test
    void theWordBasicMayBeWrittenInAnyCase() {
        assertThat(Sources.keyOf("bASIC d2tfZGVtbzo=")).contains("wk_demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer token", "Basic", "Basic ***", "d2tfZGVtbzo=", ""})
    void anotherAuthorizationHoldsNoKey(String authorization) {
        assertThat(Sources.keyOf(authorization)).isEmpty();
        assertThat(Sources.keyOf(null)).isEmpty();
    }
}
