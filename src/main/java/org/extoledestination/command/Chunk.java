package org.extoledestination.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Events that travel together, and what stands between them in the file. */
final class Chunk {

    private static final int MOST_EVENTS = 500;
    private static final int MOST_CHARACTERS = 256 * 1024;
    /** After so many the progress is worth a note, though there is nothing to send. */
    private static final int MOST_LEFT_OUT = 50_000;

    private final int mostEvents;
    private final List<ArchivedEvent> events = new ArrayList<>();
    private final List<ArchivedEvent> unreadable = new ArrayList<>();
    private int characters;
    private int leftOut;

    /** With a second's worth of events at most; {@code rate} 0 is without a limit. */
    Chunk(int rate) {
        mostEvents = rate == 0 ? MOST_EVENTS : Math.min(MOST_EVENTS, rate);
    }

    void add(ArchivedEvent event) {
        if (event.fault().isPresent()) {
            unreadable.add(event);
        } else {
            events.add(event);
            characters += event.json().length();
        }
    }

    void leaveOut() {
        leftOut++;
    }

    boolean isFull() {
        return events.size() + unreadable.size() >= mostEvents
                || characters >= MOST_CHARACTERS
                || leftOut >= MOST_LEFT_OUT;
    }

    List<ArchivedEvent> events() {
        return events;
    }

    List<ArchivedEvent> unreadable() {
        return unreadable;
    }

    int leftOut() {
        return leftOut;
    }

    /** As the instance takes them: an event a line. */
    String text() {
        return events.stream().map(ArchivedEvent::json).collect(Collectors.joining("\n"));
    }
}
