package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read out of a file, before anything is sent. */
class ArchiveFileTest {

    @TempDir
    private Path folder;

    @Test
    void anEventOfALineIsSentAsItStandsThere() throws Exception {
        String event = "{ \"b\": 1.50, \"a\": 1e400, \"messageId\": \"m-1\", \"timestamp\": \"2026-11-23\" }";

        List<ArchivedEvent> events = read("\n  " + event + "\n");

        assertThat(events)
                .containsExactly(new ArchivedEvent(
                        1, 2, "m-1", Optional.of(Instant.parse("2026-11-23T00:00:00Z")), event, Optional.empty()));
    }

    @Test
    void anEventOfAnArrayKeepsItsNumbersAndKnowsItsLine() throws Exception {
        List<ArchivedEvent> events = read("[\n{\"a\": 1.50},\n\n{\"a\": 12345678901234567890.10}]");

        assertThat(events)
                .extracting(ArchivedEvent::line, ArchivedEvent::json)
                .containsExactly(tuple(2L, "{\"a\":1.50}"), tuple(4L, "{\"a\":12345678901234567890.10}"));
    }

    @Test
    void anEventOfABatchTakesAlongWhatItInherits() throws Exception {
        List<ArchivedEvent> events = read(
                "{\"batch\":[{\"type\":\"a\"},{\"type\":\"b\"}],\"context\":{\"ip\":\"::1\"},\"writeKey\":\"k\"}\n{}");

        assertThat(events)
                .extracting(ArchivedEvent::number, ArchivedEvent::json)
                .containsExactly(
                        tuple(1L, "{\"context\":{\"ip\":\"::1\"},\"batch\":[{\"type\":\"a\"}]}"),
                        tuple(2L, "{\"context\":{\"ip\":\"::1\"},\"batch\":[{\"type\":\"b\"}]}"),
                        tuple(3L, "{}"));
    }

    @Test
    void aLineOrAnEventThatWouldFillTheMemoryIsRefusedAndTheNextOneRead() throws Exception {
        IntFunction<String> event = size -> "{\"x\":\"" + "x".repeat(size) + "\"}";

        List<ArchivedEvent> events = read("{}\n" + event.apply(5_000_000) + '\n' + event.apply(2_000_000) + "\n{}");

        assertThat(events)
                .extracting(found -> found.line()
                        + found.fault().map(fault -> ' ' + fault.code()).orElse(""))
                .containsExactly("1", "2 event_too_large", "3 event_too_large", "4");
    }

    @Test
    void linesLongerThanTheBufferAreReadWhole() throws Exception {
        List<String> lines = IntStream.range(0, 20)
                .mapToObj(i -> "{\"x\":\"" + "y".repeat(10_000 * i) + "\"}")
                .toList();

        List<ArchivedEvent> events = read(lines.stream().collect(Collectors.joining("\r\n")));

        assertThat(events).extracting(ArchivedEvent::json).isEqualTo(lines);
    }

    @Test
    void aMemberThatIsNotGzipEndsNothingInSilence() {
        byte[] one = Archives.gzip("{}\n");
        byte[] broken = Arrays.copyOf(one, one.length * 2);
        Arrays.fill(broken, one.length, broken.length, (byte) 'x');

        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(BrokenArchiveException.class)
                .hasMessageContaining("gzip");
    }

    /** Java's own class calls itself for each empty member, until its stack is full. */
    @ParameterizedTest
    @CsvSource({"1, 50, true", "1, 24000, false", "0, 24000, false", "24000, 0, true", "24000, 1, true"})
    void noNumberOfMembersFillsTheStack(int events, int emptyAfterEach, boolean sound) {
        byte[] one = Archives.gzip("{}\n");
        byte[] none = Archives.gzip("");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int event = 0; event < Math.max(1, events); event++) {
            all.writeBytes(events == 0 ? none : one);
            for (int i = 0; i < emptyAfterEach; i++) {
                all.writeBytes(none);
            }
        }

        if (sound) {
            assertThatNoException()
                    .isThrownBy(() -> assertThat(read(all.toByteArray())).hasSize(events));
        } else {
            assertThatThrownBy(() -> read(all.toByteArray()))
                    .isInstanceOf(BrokenArchiveException.class)
                    .hasMessageContaining("gzip");
        }
    }

    private List<ArchivedEvent> read(String text) throws BrokenArchiveException, IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<ArchivedEvent> read(byte[] bytes) throws BrokenArchiveException, IOException {
        List<ArchivedEvent> events = new ArrayList<>();
        try (ArchiveFile file = ArchiveFile.open(new InputFile(Archives.write(folder.resolve("archive"), bytes)))) {
            for (Optional<ArchivedEvent> event = file.next(); event.isPresent(); event = file.next()) {
                events.add(event.get());
            }
        }
        return events;
    }
}
