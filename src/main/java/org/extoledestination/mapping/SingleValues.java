package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * The names under which Extole reads one value, however senders spell and wrap it. Source: Extole's pages on events, which
 * name them as fields of flat rows.
 */
final class SingleValues {
    private static final List<String> NAMES = List.of(
            "advocate_code",
            "cart_value",
            "coupon_code",
            "first_name",
            "last_name",
            "locale",
            "partner_conversion_id",
            "partner_event_id",
            "phone",
            "profile_picture");

    private static final Set<String> IDS =
            Set.of("advocate_code", "coupon_code", "partner_conversion_id", "partner_event_id");
    private static final Items COUPONS = new Items(List.of(ValuePath.compileForItem("code")), true);

    private SingleValues() {}

    /** As Extole spells a name; null for one of which it may read anything. */
    static @Nullable String spelled(String name) {
        char first = Spelling.initial(name);
        for (String known : NAMES) {
            if (known.charAt(0) == first && Spelling.same(known, name)) {
                return known;
            }
        }
        return null;
    }

    /** The one value that Extole can read under such a name; empty if there is none. */
    static Optional<Object> of(String name, Object value) {
        if (name.equals("coupon_code")) {
            return COUPONS.joined(Items.in(value), ",");
        }
        if (value instanceof Map<?, ?>) {
            return Optional.empty();
        }
        if (value instanceof List<?> list) {
            return list.size() == 1 && list.get(0) != null ? of(name, list.get(0)) : Optional.empty();
        }
        return IDS.contains(name) ? Ids.read(value).map(Object.class::cast) : Optional.of(value);
    }
}
