package org.extoledestination.abuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.support.Http;

/** Requests as bytes, and the short way in which the lists of this suite write long texts. */
final class Requests {

    /** The innermost of {@code «3×text»} (three times) and {@code «3,×text»} (three times, with commas between). */
    private static final Pattern REPEATED = Pattern.compile("«(\\d+)(,?)×([^«»]*)»");

    private Requests() {}

    /** Writes out what is repeated; {@code #} in it is the number of the repetition. */
    static String expand(String text) {
        String expanded = text;
        for (Matcher found = REPEATED.matcher(expanded); found.find(); found = REPEATED.matcher(expanded)) {
            String all = repeated(found.group(3), Integer.parseInt(found.group(1)), found.group(2));
            expanded = expanded.substring(0, found.start()) + all + expanded.substring(found.end());
        }
        return expanded;
    }

    private static String repeated(String text, int times, String between) {
        StringBuilder all = new StringBuilder();
        boolean isNumbered = text.contains("#");
        for (int i = 0; i < times; i++) {
            all.append(i > 0 ? between : "").append(isNumbered ? text.replace("#", Integer.toString(i)) : text);
        }
        return all.toString();
    }

    /** The bytes of a line in which {@code \\r \\n \\t \\\\} and {@code \\xHH} stand for bytes. */
    static byte[] unescaped(String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                all.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char which = text.charAt(++i);
            switch (which) {
                case 'r' -> all.write('\r');
                case 'n' -> all.write('\n');
                case 't' -> all.write('\t');
                case 'x' -> {
                    all.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> all.write(which);
            }
        }
        return all.toByteArray();
    }

    /** A request of HTTP/1.1 with its length. A blank key is not shown; {@code headers} end in CRLF each. */
    static byte[] request(String methodAndPath, String key, String headers, byte[] body) {
        String head = methodAndPath + " HTTP/1.1\r\nHost: localhost\r\n"
                + (key.isBlank() ? "" : "Authorization: " + Http.basic(key) + "\r\n")
                + (headers.contains("Content-Type") ? "" : "Content-Type: application/json\r\n")
                + headers + "Content-Length: " + body.length + "\r\n\r\n";
        return joined(head.getBytes(StandardCharsets.UTF_8), body);
    }

    static byte[] request(String methodAndPath, String key, String body) {
        return request(methodAndPath, key, "", body.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
