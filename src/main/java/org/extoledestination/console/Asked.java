package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a page, as it stands in the address.
 *
 * @param values by their names
 */
record Asked(Map<String, String[]> values) {

    /** All parameters but {@code others}. A field of a form that was left empty is none. */
    static Asked of(HttpServletRequest request, Set<String> others) {
        Map<String, String[]> values = new TreeMap<>();
        request.getParameterMap().forEach((name, all) -> {
            String[] given = Arrays.stream(all).filter(each -> !each.isBlank()).toArray(String[]::new);
            if (!others.contains(name) && given.length > 0) {
                values.put(name, given);
            }
        });
        return new Asked(values);
    }

    /**
     * Itself. A filter that is misspelt would mean everything.
     *
     * @throws IllegalArgumentException if it has a name that is not among these
     */
    Asked within(Set<String> names) {
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' has no meaning in the address of this page. Known: "
                        + String.join(", ", new TreeSet<>(names)) + '.');
            }
        }
        return this;
    }

    /** The same with another value of one name. */
    Asked with(String name, String value) {
        Map<String, String[]> more = new TreeMap<>(values);
        more.put(name, new String[] {value});
        return new Asked(more);
    }

    /** The value of this name; null if there is none. */
    @Nullable
    String only(String name) {
        String[] given = values.get(name);
        return given == null ? null : String.join(",", given);
    }

    /** For the fields of the form. */
    Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        values.forEach((name, given) -> shown.put(name, String.join(",", given)));
        return shown;
    }

    /** The same with what {@code change} makes of the values of one name. */
    Asked map(String name, UnaryOperator<String> change) {
        Map<String, String[]> changed = new TreeMap<>(values);
        changed.computeIfPresent(
                name, (same, given) -> Arrays.stream(given).map(change).toArray(String[]::new));
        return new Asked(changed);
    }

    /** For the template; {@code next}: where the next page begins, null if there is none. */
    PageFilter page(@Nullable Long next) {
        return new PageFilter(
                shown(),
                query(),
                next == null ? "" : with("before", next.toString()).query());
    }

    /** The end of an address, empty or with a question mark. */
    String query() {
        List<String> parts = new ArrayList<>();
        values.forEach((name, given) -> {
            for (String value : given) {
                parts.add(encoded(name) + '=' + encoded(value));
            }
        });
        return parts.isEmpty() ? "" : '?' + String.join("&", parts);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
