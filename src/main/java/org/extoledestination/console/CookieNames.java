package org.extoledestination.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The names of the console's cookies. A browser does not keep cookies of one host apart by port, so each instance has
 * names of its own: who signs in at one stays signed in at the other. They stay the same over a restart.
 *
 * @param instance some digits that tell it apart from others
 */
record CookieNames(String instance) {

    private static final int DIGITS = 8;
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** {@code token}: the file of the token; no two instances share host, port and file. */
    static CookieNames of(Path token, @Nullable Integer port) {
        return new CookieNames(DigestUtils.sha256Hex(host() + ' ' + port + ' ' + token.toAbsolutePath())
                .substring(0, DIGITS));
    }

    /** Two ports of one's own machine may lead to two others. Java would ask the DNS, and wait for it. */
    private static String host() {
        try {
            return Files.readString(HOST_NAME);
        } catch (IOException e) {
            return String.valueOf(System.getenv("HOSTNAME"));
        }
    }

    String session() {
        return "extole-destination-console-" + instance;
    }

    String csrf() {
        return "extole-destination-csrf-" + instance;
    }
}
