package org.extoledestination.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one client sent, and what Extole got of it.
 *
 * @param sent every request, in the order of the answers
 * @param events what Extole's sandbox received of its person, oldest first
 */
record Run(Client client, List<Sent> sent, List<JsonNode> events) {

    private static final List<String> ORDER = List.of("identify", "track", "page", "screen", "group", "alias");

    /** The uploads, without what a client asks before it sends. */
    List<Sent> uploads() {
        return sent.stream().filter(request -> !request.events().isEmpty()).toList();
    }

    /** The types of what it sent, each once. */
    List<String> types() {
        return ORDER.stream()
                .filter(type -> uploads().stream().anyMatch(upload -> upload.carries(type)))
                .toList();
    }

    /** The uploads that heard 503, each with the one that was sent again and kept. */
    Map<Sent, Sent> sentAgain() {
        return uploads().stream()
                .filter(upload -> upload.status() == 503)
                .collect(Collectors.toMap(Function.identity(), this::again));
    }

    private Sent again(Sent refused) {
        return uploads().stream()
                .filter(upload -> upload.status() == 200 && upload.messageIds().equals(refused.messageIds()))
                .findFirst()
                .orElseThrow();
    }

    /** A field of the events of this type, the same in all attempts. */
    String field(String type, String field) {
        return uploads().stream()
                .flatMap(upload -> upload.events().stream())
                .filter(event -> event.path("type").asText().equals(type))
                .map(event -> event.path(field).asText())
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    /** The first event of this type. */
    JsonNode sentOf(String type) {
        return uploads().stream()
                .flatMap(upload -> upload.events().stream())
                .filter(event -> event.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** One row of the table. */
    String row() {
        return "| `%s` | %s | %s | %s |".formatted(client.artifact(), version(), how(), atUnavailable());
    }

    /** As the client itself gives it in what it sends. */
    String version() {
        return uploads().stream()
                .flatMap(upload -> Stream.concat(Stream.of(upload.body()), upload.events().stream()))
                .map(node -> node.at("/context/library/version").asText())
                .filter(version -> !version.isEmpty())
                .findFirst()
                .orElse("unknown")
                .replaceFirst("^(npm:)?next-", "");
    }

    private String how() {
        String paths = uploads().stream()
                .map(upload -> '`' + upload.path() + '`')
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        boolean header = uploads().stream().allMatch(upload -> upload.headers().containsKey("authorization"));
        boolean body = uploads().stream().allMatch(upload -> upload.body().has("writeKey"));
        String key = header && body ? "header and body" : header ? "header" : "body";
        String types = uploads().stream()
                .map(upload -> '`' + upload.headers().getOrDefault("content-type", "none") + '`')
                .distinct()
                .collect(Collectors.joining(" "));
        return "%s; key in the %s; %s%s%s%s"
                .formatted(
                        paths,
                        key,
                        types,
                        uploads().stream().allMatch(Sent::isGzip) ? ", gzip" : "",
                        asked("GET")
                                .map(path -> "; asks for its settings first")
                                .orElse(""),
                        asked("OPTIONS").map(path -> "; preflights").orElse(""));
    }

    private Optional<String> asked(String method) {
        return sent.stream()
                .filter(request -> request.method().equals(method))
                .map(Sent::path)
                .findFirst();
    }

    private String atUnavailable() {
        boolean same = sentAgain().entrySet().stream()
                .allMatch(pair -> pair.getKey().body().equals(pair.getValue().body()));
        boolean counted = sentAgain().values().stream()
                .allMatch(upload -> upload.headers().containsKey("x-retry-count"));
        return "%s%s".formatted(same ? "the same body" : "a new `sentAt`", counted ? ", `X-Retry-Count`" : "");
    }
}
