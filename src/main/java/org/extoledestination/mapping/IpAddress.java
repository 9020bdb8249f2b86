package org.extoledestination.mapping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.event.Spelling;

/**
 * The conversion {@code ip-address}: where on the internet somebody is. Of a list, as proxies write it, the first one that
 * is. {@code 0.0.0.0}, by which a sender of Segment's keeps the address to himself, and those of a house or a machine are
 * none.
 */
final class IpAddress {

    /** IPv4, or a text with a colon, for which Java makes no DNS query. */
    private static final Pattern DIGITS = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

    /** Extole's own name, and those that senders use. */
    private static final List<String> NAMES = List.of("extole_consumer_ip", "ip", "ip_address");

    private IpAddress() {}

    /** Whether an address of the person goes out under this name. */
    static boolean isNameOfOne(String name) {
        return NAMES.stream().anyMatch(known -> Spelling.same(known, name));
    }

    static Optional<Object> of(Object value) {
        return value instanceof String text
                ? Stream.of(text.split(","))
                        .map(String::strip)
                        .filter(IpAddress::isOfTheInternet)
                        .findFirst()
                        .map(Object.class::cast)
                : Optional.empty();
    }

    private static boolean isOfTheInternet(String text) {
        // Anything else would be looked up as a name.
        if (!DIGITS.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && !address.isLinkLocalAddress()
                    && !address.isSiteLocalAddress()
                    && !address.isMulticastAddress()
                    && !isReserved(address.getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Of a network, a provider's own, or nobody's in version 4 (RFC 6890); of a house in version 6 (RFC 4193). */
    private static boolean isReserved(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        return bytes.length == 4
                ? first == 0 || first >= 240 || (first == 100 && (bytes[1] & 0xC0) == 64)
                : (first & 0xFE) == 0xFC;
    }
}
