package org.extoledestination.platform.management;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What we add to Spring Boot's own settings of the management port. {@code management.token-file} is read by {@link
 * TokenFile}, which the commands use too.
 *
 * @param hosts names and addresses, without port, by which clients may call the port, beside loopback and the address to
 *     which they are connected
 * @param allowPlainHttp whether the port may be open beyond loopback without TLS
 */
@ConfigurationProperties("management")
record ManagementSettings(
        @DefaultValue List<String> hosts,
        @DefaultValue("false") boolean allowPlainHttp) {

    ManagementSettings {
        hosts = hosts.stream()
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
    }
}
