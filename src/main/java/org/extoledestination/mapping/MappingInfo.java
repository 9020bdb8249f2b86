package org.extoledestination.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The other content of a mapping file, besides the values.
 *
 * @param name the file's name without its extension
 * @param mode which of Extole's operations takes its events
 * @param dropped what does not leave, by path, with the reason that the file gives
 */
public record MappingInfo(String name, SendMode mode, Map<String, String> dropped) {

    /** Copies what is dropped, so that nothing can change it afterwards. */
    public MappingInfo {
        dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    }
}
