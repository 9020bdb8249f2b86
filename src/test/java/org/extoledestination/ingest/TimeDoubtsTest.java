package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What an operator hears of times that cannot be read or believed. */
class TimeDoubtsTest {

    @ParameterizedTest
    @CsvSource({
        "soon, unreadable, is no time that is read",
        "4052-03-01T00:00:00Z, unbelieved, is before 1971 or in the future"
    })
    void oneLineAMinuteOfASourceTellsOfThemAndEachIsCounted(String time, String outcome, String words) {
        Doors doors = new Doors(Doors.settings(List.of(Doors.source("clock-" + outcome, Doors.KEY))));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(TimeDoubts.class);
        Level before = log.getLevel();
        log.setLevel(Level.WARN);
        log.addAppender(lines);
        lines.start();
        try {
            for (int i = 0; i < 3; i++) {
                String event = "{\"userId\": \"ada@example.com\", \"timestamp\": \"%s\"}".formatted(time);
                doors.trackingApi()
                        .read(event.getBytes(StandardCharsets.UTF_8), "/v1/identify", Doors.basic(Doors.KEY));
            }
        } finally {
            log.detachAppender(lines);
            log.setLevel(before);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(tuple(
                        Level.WARN,
                        "The timestamp of an event " + words + "; it goes out with the time at which it was received."
                                + " source='clock-" + outcome
                                + "', door=tracking. Let the sender write 2026-03-02T09:00:00Z."));
        assertThat(doors.counted("timestamp", outcome)).isEqualTo(3);
    }
}
