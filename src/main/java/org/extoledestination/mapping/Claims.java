package org.extoledestination.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;

/** Which file has an event first: two files for one event would leave it to chance which of them is used. */
final class Claims {
    private final Map<List<String>, String> owners = new HashMap<>();

    void type(EventType type, YamlValue at) {
        claim(List.of(type.word()), "'" + type.word() + "'", at);
    }

    void event(EventType type, String event, YamlValue at) {
        claim(List.of(type.word(), event), "'" + event + "'", at);
    }

    void computation(EventType type, Computation.Kind kind, YamlValue at) {
        claim(List.of(type.word(), "", When.word(kind)), "'" + When.word(kind) + "' of " + type.word(), at);
    }

    void computation(EventType type, Computation.Kind kind, String key, YamlValue at) {
        claim(List.of(type.word(), "", When.word(kind), key), "'" + key + "' of " + type.word(), at);
    }

    private void claim(List<String> what, String shown, YamlValue at) {
        String owner = owners.putIfAbsent(what, at.file() + ":" + at.line());
        if (owner != null) {
            at.mistake(shown + " is already mapped by " + owner);
        }
    }
}
