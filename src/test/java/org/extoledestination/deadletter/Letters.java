package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.extoledestination.support.Http;

/** The dead letters of an instance, as its management port shows them. */
final class Letters {

    /** What no event has: with it among the required fields a mapping takes nothing. */
    private static final String MISTAKE = "  no_such_field: { from: properties.no_such_field, required: true }\n";

    private final Function<String, URI> management;

    /** Of the instance whose management addresses {@code management} gives. */
    Letters(Function<String, URI> management) {
        this.management = management;
    }

    List<JsonNode> list(String parameters) {
        List<JsonNode> letters = new ArrayList<>();
        JsonNode page = get("?limit=10000" + parameters);
        page.path("deadLetters").forEach(letters::add);
        return letters;
    }

    long total(String parameters) {
        return get("?limit=1" + parameters).path("total").asLong();
    }

    List<String> messageIds(String parameters) {
        return list(parameters).stream()
                .map(letter -> letter.path("messageId").asText())
                .toList();
    }

    JsonNode of(String messageId) {
        return Stream.of("", "&discarded=true")
                .flatMap(state -> list("&messageId=" + messageId + state).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("No dead letter for " + messageId));
    }

    long id(String messageId) {
        return of(messageId).path("id").asLong();
    }

    JsonNode get(String path) {
        return Http.json(management.apply("/actuator/deadletters" + path));
    }

    HttpResponse<String> post(String action, String... body) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < body.length; i += 2) {
            json.put(body[i], body[i + 1]);
        }
        return Http.post(management.apply("/actuator/deadletters/" + action), "", json.toString());
    }

    /** The answer to an action that is expected to be done. */
    JsonNode act(String action, String... body) {
        HttpResponse<String> answer = post(action, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer.body());
    }

    long replay(String parameters, String... body) {
        return act("replay?most=1000000&" + parameters, body).path("letters").asLong();
    }

    /** A copy of the mappings that are shipped, of which those for tracks take nothing. */
    static Path brokenMappings(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of("identify", "registration", "conversion")) {
            Files.copy(Path.of("config/mappings", name + ".yaml"), folder.resolve(name + ".yaml"));
        }
        String track = Files.readString(Path.of("config/mappings/track.yaml"));
        Files.writeString(folder.resolve("track.yaml"), track.replaceFirst("(?m)^data:\n", "data:\n" + MISTAKE));
        return folder;
    }

    static void mend(Path mappings) throws IOException {
        Files.writeString(
                mappings.resolve("track.yaml"),
                Files.readString(mappings.resolve("track.yaml")).replace(MISTAKE, ""));
    }
}
