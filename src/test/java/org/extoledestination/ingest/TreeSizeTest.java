package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.extoledestination.ingest.Doors.bytes;

import java.nio.charset.Charset;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.TreeSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSizeTest {

    private static final String EVENT =
            "{\"type\":\"page\",\"userId\":\"u\",\"messageId\":\"m\",\"timestamp\":\"2026-03-02T09:00:00Z\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}, | 80 | true",
                "[], | 100 | true",
                "{\"a\":1}, | 280 | true",
                "0, | 60 | true",
                "x | 2 | false",
                "\"{{,,\\\"[[\" | 30 | false"
            })
    void fewLettersMayBecomeMany(String each, int size, boolean grows) {
        String json = each.repeat(1_000);

        assertThat(
                        catchThrowable(() -> Growth.requireTree(TreeSize.of(bytes(json)), size * 1_000L))
                                instanceof RefusedException)
                .isEqualTo(grows);
    }

    /** A byte of a letter looks like a quote there; behind it nothing would count. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void aWideLetterIsNoQuote(String encoding) {
        String json = "{\"a\":\"\u2200\",\"batch\":[" + "{},".repeat(1_000) + "{}]}";

        assertThat(TreeSize.of(json.getBytes(Charset.forName(encoding)))).isGreaterThan(TreeSize.of(bytes(json)));
    }

    @Test
    void anImportedLineThatWouldFillTheHeapIsNotRead() {
        ArchiveReader reader = new Doors().archiveReader(360 << 20);

        assertThat(reader.read(EVENT, "shop", false))
                .extracting(SegmentEvent::messageId)
                .isEqualTo("m");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> reader.read("[" + "{},".repeat(1_000_000) + "{}]", "shop", false))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("batch_grows"));
    }
}
