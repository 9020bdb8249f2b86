package org.extoledestination.mapping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * The conversion {@code ip-address}: where on the internet somebody is. Of a list, as proxies write it, the first one that
 * is. {@code 0.0.0.0}, by which a sender of Segment's keeps the address to himself, and those of a house or a machine are
 * none.
 */
final class IpAddress {

    private IpAddress() {}

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
        if (!InetAddressUtils.isIPv4Address(text)
                && !InetAddressUtils.isIPv6Address(text)
                && !InetAddressUtils.isIPv4MappedIPv64Address(text)) {
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
