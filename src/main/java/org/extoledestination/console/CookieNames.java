package org.extoledestination.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
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

    /** {@code token}: the file of the token; no two instances share host, port and file. */
    static CookieNames of(Path token, @Nullable Integer port) {
        return new CookieNames(DigestUtils.sha256Hex(host() + ' ' + port + ' ' + token.toAbsolutePath())
                .substring(0, DIGITS));
    }

    /** Two ports of one's own machine may lead to two others. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    String session() {
        return "extole-destination-console-" + instance;
    }

    String csrf() {
        return "extole-destination-csrf-" + instance;
    }
}
