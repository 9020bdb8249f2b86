package org.extoledestination.mapping;

import java.util.HashMap;
import java.util.Map;
import org.extoledestination.event.EventType;

/** Which file has an event first: two files for one event would leave it to chance which of them is used. */
final class Claims {
    private final Map<String, String> owners = new HashMap<>();

    void type(EventType type, YamlValue at) {
        claim(type.word(), "'" + type.word() + "'", at);
    }

    void event(EventType type, String event, YamlValue at) {
        claim(type.word() + " " + event, "'" + event + "'", at);
    }

    private void claim(String what, String shown, YamlValue at) {
        String owner = owners.putIfAbsent(what, at.file() + ":" + at.line());
        if (owner != null) {
            at.mistake(shown + " is already mapped by " + owner);
        }
    }
}
