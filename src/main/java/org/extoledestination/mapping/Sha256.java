package org.extoledestination.mapping;

import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/** The conversion {@code sha256}: a value that can be compared, but not read. */
final class Sha256 {
    private Sha256() {}

    /** The hash is of the text without blanks around it, as others compute it too; case counts. */
    static Optional<Object> of(Object value) {
        return PlainText.read(value).map(text -> hex(text.strip()));
    }

    /** 64 hexadecimal digits, lower case. */
    static String hex(String text) {
        return DigestUtils.sha256Hex(text);
    }

    /** The first {@code longest} digits of the hash, or all of them. */
    static String hex(String text, int longest) {
        String hex = hex(text);
        return hex.substring(0, Math.min(longest, hex.length()));
    }

    /** Whether {@code hash} goes out in place of the text. */
    static boolean isOf(String hash, String text) {
        return hash.length() >= Longer.SHORTEST_HASH
                && (hash.equals(hex(text, hash.length())) || hash.equals(hex(text.strip(), hash.length())));
    }
}
