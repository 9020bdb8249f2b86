package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    /** As in the shipped files. */
    private static final Limits OF_NAME = limits(50, Longer.CUT);

    private static final Map<String, Limits> LIMITS = Map.of(
            "first_name", OF_NAME,
            "last_name", OF_NAME,
            "locale", OF_NAME,
            "partner_conversion_id", limits(38, Longer.REFUSE),
            "profile_picture", limits(2_000, Longer.CUT));

    private static final Limits USUAL = limits(255, Longer.CUT);
    private static final Limits OF_ID = limits(255, Longer.HASH);

    private SingleValues() {}

    private static Limits limits(int longest, Longer longer) {
        return new Limits(false, longest, longer, true, Set.of());
    }

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

    /**
     * The one value that Extole can read under such a name, no longer than the shipped files send it; empty for none.
     *
     * @param at where the value stands, for messages
     * @throws UnmappableEventException if it is an id of which Extole would read the beginning
     */
    static Optional<Object> of(String name, Object value, Supplier<String> at) {
        boolean isJoined = name.equals("coupon_code");
        Optional<Object> single = isJoined ? COUPONS.joined(Items.in(value), ",") : single(name, value);
        return single.flatMap(
                one -> one instanceof String ? limits(name).measured(one, isJoined ? "," : "", at) : Optional.of(one));
    }

    private static Limits limits(String name) {
        boolean isId = name.equals("partner_event_id") || !NAMES.contains(name);
        return LIMITS.getOrDefault(name, isId ? OF_ID : USUAL);
    }

    private static Optional<Object> single(String name, Object value) {
        if (value instanceof Map<?, ?>) {
            return Optional.empty();
        }
        if (value instanceof List<?> list) {
            return list.size() == 1 && list.get(0) != null ? single(name, list.get(0)) : Optional.empty();
        }
        if (name.equals("extole_consumer_ip")) {
            return IpAddress.of(value);
        }
        return IDS.contains(name) ? Ids.read(value).map(Object.class::cast) : Optional.of(value);
    }
}
