package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
            "extole_app",
            "extole_app_type",
            "extole_consumer_ip",
            "first_name",
            "last_name",
            "locale",
            "partner_conversion_id",
            "partner_event_id",
            "phone",
            "profile_picture");

    /** Those whose spelling is each account's own. */
    private static final List<String> OF_ACCOUNTS = List.of(
            "advocate_email",
            "advocate_partner_user_id",
            "app_type",
            "application_id",
            "conversion_id",
            "order_id",
            "source");

    /** {@code partner_shipment_id}, {@code partnerShipmentId}: accounts name keys of persons and events so. */
    private static final Pattern PARTNER_ID = Pattern.compile("(?i:partner).*(?:[ _.-](?i:id)|Id|ID)");

    private static final Set<String> IDS =
            Set.of("advocate_code", "coupon_code", "partner_conversion_id", "partner_event_id");
    private static final Items COUPONS = new Items(List.of(ValuePath.compileForItem("code")), true);

    private SingleValues() {}

    /** As Extole or else the sender spells a name; null for one of which Extole may read anything. */
    static @Nullable String spelled(String name) {
        char first = Spelling.initial(name);
        String known = find(NAMES, first, name);
        boolean isOfAccounts = known == null
                && (find(OF_ACCOUNTS, first, name) != null
                        || (first == 'p' && PARTNER_ID.matcher(name).matches()));
        return isOfAccounts ? name : known;
    }

    private static @Nullable String find(List<String> names, char first, String name) {
        for (String known : names) {
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
