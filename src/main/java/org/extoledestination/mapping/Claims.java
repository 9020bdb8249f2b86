package org.extoledestination.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;
import org.extoledestination.event.PlainName;
import org.jspecify.annotations.Nullable;

/** Which file has an event first: two files for one event would leave it to chance which of them is used. */
final class Claims {
    /** Where it is claimed, and how it is spelled there. */
    private record Owner(YamlValue at, String spelling) {
        String place() {
            return at.file() + ":" + at.line();
        }
    }

    private final Map<List<String>, Owner> owners = new HashMap<>();
    private @Nullable Claims items;

    /** Those of the files that are for items, beside the events' own. */
    Claims ofItems() {
        if (items == null) {
            items = new Claims();
        }
        return items;
    }

    void type(EventType type, YamlValue at) {
        claim(List.of(type.word()), "'" + type.word() + "'", at);
    }

    void event(EventType type, String event, YamlValue at) {
        claim(List.of(type.word(), PlainName.of(event)), "'" + event + "'", at);
    }

    void computation(EventType type, Computation.Kind kind, YamlValue at) {
        claim(List.of(type.word(), "", When.word(kind)), "'" + When.word(kind) + "' of " + type.word(), at);
    }

    void computation(EventType type, Computation.Kind kind, String key, YamlValue at) {
        claim(List.of(type.word(), "", When.word(kind), key), "'" + key + "' of " + type.word(), at);
    }

    private void claim(List<String> what, String shown, YamlValue at) {
        Owner owner = owners.putIfAbsent(what, new Owner(at, shown));
        if (owner == null) {
            return;
        }
        if (owner.spelling().equals(shown)) {
            at.mistake(shown + " is already mapped by " + owner.place());
        } else if (!owner.at().file().equals(at.file())) {
            at.mistake(shown + " is the same name as " + owner.spelling() + ", which is already mapped by "
                    + owner.place() + ". Names are compared by their letters and digits alone, in any case");
        }
    }
}
