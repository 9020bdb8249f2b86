package org.extoledestination.mapping;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.SegmentTime;

/**
 * Which of the times that a sender wrote goes out, for explanations.
 *
 * @param event as its sender wrote it
 * @param sent the time that goes out
 * @param now after which nothing has happened
 */
record WrittenTimes(Map<String, Object> event, Instant sent, Instant now) {
    private static final List<String> NAMES = List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt");

    static boolean isOne(List<String> names) {
        return NAMES.contains(names.get(0));
    }

    /** Where the time that goes out comes from. */
    String from() {
        return NAMES.stream().filter(this::isSent).findFirst().orElse("the clock");
    }

    private boolean isSent(String name) {
        return SegmentTime.of(event.get(name))
                .map(SegmentTime::format)
                .filter(SegmentTime.format(sent)::equals)
                .isPresent();
    }

    /** Why the time of this name does not go out. */
    String why(String name) {
        Object written = event.get(name);
        Optional<Instant> read = SegmentTime.of(written);
        String doubt = read.isEmpty()
                ? written == null ? "" : "it is no time that is read; "
                : read.filter(this::isBelieved).isPresent()
                        ? ""
                        : "it is before 1971 or after the event was received; ";
        return doubt + "event_time comes from " + from();
    }

    private boolean isBelieved(Instant moment) {
        Instant received = Stream.of("receivedAt", "sentAt")
                .flatMap(name ->
                        SegmentTime.of(event.get(name)).flatMap(when -> SegmentTime.believed(when, now)).stream())
                .findFirst()
                .orElse(now);
        return SegmentTime.believed(moment, received).filter(moment::equals).isPresent();
    }
}
