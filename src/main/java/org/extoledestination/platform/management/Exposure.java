package org.extoledestination.platform.management;

import java.net.InetAddress;
import org.extoledestination.platform.start.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

/** Whether the management port is open to more than this machine, or would be to more than its settings can guard. */
public final class Exposure {

    private Exposure() {}

    /** Throws what the start ends with, if it would. */
    static void check(Environment environment, ManagementServerProperties server, boolean allowPlainHttp) {
        if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
            throw new StartRefusedException(
                    "The management port would be the ingest port: management.server.port is "
                            + environment.getProperty("management.server.port")
                            + ". Every sender could reach what is for operators.",
                    "Set management.server.port to a port of its own, 8081 for example.");
        }
        if (!isLoopback(server.getAddress()) && !Ssl.isEnabled(server.getSsl()) && !allowPlainHttp) {
            throw new StartRefusedException(
                    "The management port would be open to the network without encryption: management.server.address is "
                            + address(server.getAddress())
                            + ", and management.server.ssl is not set. Whoever listens on the way would learn the token,"
                            + " which opens dead letters with personal data, imports and the pause of delivery.",
                    """
                    Do one of these and start again:
                    - Keep the port on this machine: management.server.address: 127.0.0.1
                    - Encrypt it: management.server.ssl.bundle, or management.server.ssl.certificate with certificate-private-key
                    - If TLS ends in front of it, or the network is yours alone: management.allow-plain-http: true
                    docs/operations.md shows each. Probes need none of it: /livez and /readyz are on the ingest port.""");
        }
    }

    /** Whether only this machine reaches a port with this address. No address means all. */
    public static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    private static String address(@Nullable InetAddress address) {
        return address == null ? "empty, which means all addresses" : address.getHostAddress();
    }
}
