package org.extoledestination.docs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.support.Http;
import org.jspecify.annotations.Nullable;

/**
 * A curl command as the pages have it.
 *
 * @param key the user of Basic authentication
 * @param method what {@code -X} says, or what follows from {@code -d}
 * @param address host, port and path, as written
 * @param body what {@code -d} says, or what is in the file that it names
 */
record Curl(
        @Nullable String key,
        String method,
        String address,
        @Nullable String body) {

    /** Between two quotations. */
    private static final String NOW = "'$(date +%s)'";

    private static final Pattern FORM =
            Pattern.compile("curl(?: -s)?(?: -u (?<key>[^ :]+):)?(?: -X (?<method>[A-Z]+))? (?<address>localhost:\\S+)"
                    + "(?: -d (?:'(?<body>(?:[^']|" + Pattern.quote(NOW) + ")*)'|@(?<file>[\\w.-]+)))?");

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException if it has something that this class does not know
     */
    static Curl of(String command) {
        Matcher form = FORM.matcher(command);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not a curl command as the pages have it: " + command);
        }
        String file = form.group("file");
        String body = file == null ? form.group("body") : Page.read(Path.of(file));
        String method = form.group("method");
        return new Curl(
                form.group("key"),
                method != null ? method : body != null ? "POST" : "GET",
                form.group("address"),
                body == null
                        ? null
                        : body.replace(NOW, String.valueOf(Instant.now().getEpochSecond())));
    }

    /** Sends what curl would send, to where {@code host} puts the written host and port. */
    HttpResponse<String> send(UnaryOperator<String> host) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(host.apply(address)))
                .timeout(Duration.ofSeconds(30))
                .method(method, publisher);
        if (body != null) {
            // What curl itself says where no -H does.
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (key != null) {
            request.header("Authorization", Http.basic(key));
        }
        return Http.send(request.build());
    }
}
