package org.extoledestination.mapping;

import java.util.Optional;
import org.extoledestination.event.SegmentTime;

/** The conversion {@code time}: any spelling that Segment's libraries use becomes the one that Extole understands. */
final class UtcTime {

    private UtcTime() {}

    static Optional<Object> of(Object value) {
        return SegmentTime.of(value).map(SegmentTime::format);
    }
}
