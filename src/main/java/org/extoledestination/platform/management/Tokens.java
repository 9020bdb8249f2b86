package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Compares the token of a request with the file, which is read each time, so that a new token counts at once. */
final class Tokens {

    private static final String SCHEME = "Bearer ";
    private static final int SHOWN_DIGITS = 8;

    private final TokenFile file;

    Tokens(TokenFile file) {
        this.file = file;
    }

    /** Who sends this, or empty if it is not the token. */
    Optional<Caller> caller(HttpServletRequest request) {
        Optional<String> sent = sent(request.getHeader("Authorization"));
        return sent.isPresent()
                ? known().filter(token -> isSame(token, sent.get())).map(Tokens::caller)
                : Optional.empty();
    }

    Refusal refusal(HttpServletRequest request) {
        boolean any = request.getHeader("Authorization") != null;
        String what =
                any ? "This is not the token of the management port." : "This needs the token of the management port.";
        String where = known().isPresent()
                ? " It is in the file " + file.path() + " on the machine of the instance. Send it as"
                        + " 'Authorization: Bearer TOKEN'; the commands find it by themselves or take --token-file."
                : " The instance finds none in " + file.path() + ": restart it, which makes one, or write one there.";
        return new Refusal(401, any ? Refusal.Kind.WRONG_TOKEN : Refusal.Kind.NO_TOKEN, what + where);
    }

    private Optional<String> known() {
        try {
            return file.read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> sent(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private static boolean isSame(String token, String sent) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static Caller caller(String token) {
        return new Caller("token:" + DigestUtils.sha256Hex(token).substring(0, SHOWN_DIGITS));
    }
}
