package org.extoledestination.gate.content;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.extoledestination.edit.routes.Rehearsed;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Leaves values out of an event, wherever they stand. For routes, behind {@code unmarshal}: {@code bean: {ref: leaveOut,
 * method: "names('phone card_number')"}}.
 */
@Component("leaveOut")
public final class LeftOut {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BETWEEN = Pattern.compile("[\\s_-]");

    LeftOut() {}

    /**
     * The body, an event, becomes one without what has one of these names, at any depth.
     *
     * @param names parted by blanks; case, {@code _}, {@code -} and blanks within a name make no difference
     */
    @Rehearsed
    public void names(String names, Exchange exchange) {
        exchange.getMessage().setBody(without(names, exchange.getMessage().getBody(Map.class)));
    }

    static Map<?, ?> without(String names, Map<?, ?> event) {
        return without(
                BLANKS.splitAsStream(names)
                        .map(LeftOut::bare)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()),
                event);
    }

    private static Map<?, ?> without(Set<String> names, Map<?, ?> node) {
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
        node.forEach((name, value) -> {
            if (!names.contains(bare(String.valueOf(name)))) {
                kept.put(name, without(names, value));
            }
        });
        return kept;
    }

    private static @Nullable Object without(Set<String> names, @Nullable Object value) {
        if (value instanceof Map<?, ?> child) {
            return without(names, child);
        }
        if (value instanceof List<?> items) {
            List<@Nullable Object> kept = new ArrayList<>(items.size());
            items.forEach(item -> kept.add(without(names, item)));
            return kept;
        }
        return value;
    }

    private static String bare(String name) {
        return BETWEEN.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
