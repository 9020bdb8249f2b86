package org.extoledestination.mapping;

import java.util.List;
import org.extoledestination.event.EventType;

/**
 * Which Segment events a mapping is for.
 *
 * @param type the call
 * @param events exact event names of a track; empty for all that no other file names
 */
record When(EventType type, List<String> events) {}
