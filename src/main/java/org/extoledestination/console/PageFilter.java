package org.extoledestination.console;

import java.util.Map;

/**
 * The filter of a page, for its template.
 *
 * @param values what was asked for, by name
 * @param query the same as the end of an address, empty or with a question mark
 * @param earlier the end of the address of the next page; empty if this is the last
 */
public record PageFilter(Map<String, String> values, String query, String earlier) {

    /** For the field of this name. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }
}
