package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.extoledestination.docs.Page.Block;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a newcomer to type, and what it says they will see. */
@Tag("slow")
class ReadmeTest {

    private static final Page README = Page.of("README.md");

    /** What is another one each time. */
    private static final Set<String> CHOSEN =
            Set.of("created_date", "event_id", "event_time", "person_id", "received_at", "segment_message_id");

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                dataDir,
                "ingest.sources[0].write-keys=sandbox-write-key",
                "ingest.sources[0].subscription-keys=sandbox-subscription-key");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.send(HttpRequest.newBuilder(sandbox.uri().resolve("/__sandbox"))
                .DELETE()
                .build());
    }

    @Test
    void theTwoCommandsStandInBlocksOfTheirOwn() {
        List<String> blocks = README.blocks().stream().map(Block::text).toList();

        assertThat(blocks).contains("mvn spring-boot:run -Dspring-boot.run.profiles=sandbox\n", "mvn verify\n");
    }

    @Test
    void theCurlLinesGiveTheAnswersAndTheEventsThatItShows() {
        List<String> looks = new ArrayList<>();
        int compared = 0;
        for (Block block : README.blocks()) {
            if (block.language().equals("sh")) {
                block.commands().stream()
                        .filter(command -> command.startsWith("curl"))
                        .forEach(command -> run(Curl.of(command), looks));
            } else if (block.language().equals("json") && !looks.isEmpty()) {
                showsWhatIsThere(looks.remove(0), Http.json(block.text()));
                compared++;
            }
        }

        assertThat(compared).isEqualTo(2);
        assertThat(looks).isEmpty();
    }

    /** As often as somebody tries it: none is taken for a repetition, but the order. */
    @Test
    void theEventsOfTheFileAreTakenAndDelivered() {
        Curl curl = Curl.of(README.names().stream()
                .filter(name -> name.endsWith(" -d @events.json"))
                .findFirst()
                .orElseThrow());

        for (int expected : List.of(4, 7)) {
            assertThat(curl.send(ReadmeTest::here).statusCode()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(Http.json(sandbox.uri().resolve("/__sandbox/events")))
                    .hasSize(expected));
        }
        assertThat(application.deadLetters()).isEmpty();
    }

    private static void run(Curl curl, List<String> looks) {
        if (curl.method().equals("GET")) {
            looks.add(here(curl.address()));
            return;
        }
        HttpResponse<String> answer = curl.send(ReadmeTest::here);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(README.text()).contains('`' + answer.body() + '`');
    }

    private static void showsWhatIsThere(String address, JsonNode shown) {
        await().untilAsserted(
                        () -> assertThat(masked(Http.json(URI.create(address)))).isEqualTo(masked(shown.deepCopy())));
    }

    private static String here(String address) {
        String ingest = application.ingest("").toString();
        return address.replace("localhost:8080", ingest)
                .replace("localhost:8090", sandbox.uri().toString());
    }

    private static JsonNode masked(JsonNode node) {
        node.forEach(ReadmeTest::masked);
        if (node instanceof ObjectNode object) {
            CHOSEN.stream().filter(object::has).forEach(name -> object.put(name, "..."));
            if (object.has("note")) {
                object.put("note", object.path("note").asText().replaceFirst("^(Segment delete) .+", "$1 ..."));
            }
            if (object.has("partner_conversion_id")) {
                object.put(
                        "partner_conversion_id",
                        object.path("partner_conversion_id").asText().replaceFirst("^(ord)-\\d{5}.+", "$1-..."));
            }
        }
        return node;
    }
}
