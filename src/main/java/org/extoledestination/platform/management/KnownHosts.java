package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names by which the port may be called. A web page can have its own name point to this machine, and would then be of
 * the same origin as the port; its name stands in {@code Host}.
 */
final class KnownHosts {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern ADDRESS_4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private final Set<String> names;

    KnownHosts(Collection<String> names) {
        this.names = names.stream().map(KnownHosts::plain).collect(Collectors.toUnmodifiableSet());
    }

    Optional<Refusal> refuse(HttpServletRequest request) {
        String host = plain(request.getServerName());
        if (host.equals("localhost") || names.contains(host) || isHere(host, request.getLocalAddr())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                403,
                Refusal.Kind.FOREIGN_HOST,
                "The management port is not known by the name in 'Host'. Call it by localhost or by its address, or"
                        + " list the name in management.hosts and restart."));
    }

    /** Loopback, or the address at which the request has arrived: that of a pod, for its probes. */
    private static boolean isHere(String host, String arrivedAt) {
        Optional<InetAddress> address = address(host);
        return address.isPresent() && (address.get().isLoopbackAddress() || address.equals(address(plain(arrivedAt))));
    }

    /** An address in digits; a name is none, for it would be looked up. */
    static Optional<InetAddress> address(String text) {
        if (!ADDRESS_4.matcher(text).matches() && !text.contains(":")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String plain(String host) {
        String lower = host.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
