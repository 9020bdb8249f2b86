package org.extoledestination.mapping;

import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/** The conversion {@code sha256}: a value that can be compared, but not read. */
final class Sha256 {
    private Sha256() {}

    /** Of the text without blanks around it, as others hash it too; case counts. */
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
}
