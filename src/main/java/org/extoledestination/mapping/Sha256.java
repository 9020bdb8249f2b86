package org.extoledestination.mapping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The conversion {@code sha256}: a value that can be compared, but not read. */
final class Sha256 {
    private Sha256() {}

    /** Of the text without blanks around it, as others hash it too; case counts. */
    static Optional<Object> of(Object value) {
        return PlainText.read(value).map(text -> hex(text.strip()));
    }

    /** 64 hexadecimal digits, lower case. */
    static String hex(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The first {@code longest} digits of the hash, or all of them. */
    static String hex(String text, int longest) {
        String hex = hex(text);
        return hex.substring(0, Math.min(longest, hex.length()));
    }
}
