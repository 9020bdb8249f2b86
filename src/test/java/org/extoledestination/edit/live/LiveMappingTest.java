package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Mapping files and settings that are edited while events come in. */
@Tag("alone") // measures time
class LiveMappingTest {

    /** {@code docs/mapping.md} says 2 s, for a machine with time to spare. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path temp;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;
    private static Folder mappings;
    private static Folder config;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        mappings = new Folder(temp.resolve("mappings"), Path.of("config/mappings"));
        config = new Folder(temp.resolve("config"), Path.of("config"));
        application = Application.start(
                sandbox.uri(),
                temp.resolve("data"),
                "mapping.folder=" + mappings.path(),
                "spring.config.location=optional:classpath:/,file:" + config.path() + "/");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void putBack() {
        mappings.asShipped();
        config.asShipped();
        await().until(() -> refusals("mapping").isEmpty()
                && refusals("settings").isEmpty()
                && mapped("Song Played").at("/event_name").asText().equals("Song Played"));
    }

    /** What Extole gets of a track. */
    private static JsonNode mapped(String event) {
        return mapped(event, "u-1");
    }

    private static JsonNode mapped(String event, String user) {
        String id = "m-" + NUMBER.incrementAndGet();
        String person = user.isEmpty() ? "\"anonymousId\": \"a-1\"" : "\"userId\": \"%s\"".formatted(user);
        assertThat(application
                        .post("/v1/track", """
                {%s, "messageId": "%s", "event": "%s", "properties": {"order_id": "o-1"}}""".formatted(person, id, event))
                        .statusCode())
                .isEqualTo(200);
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        return extole.events().stream()
                .filter(each -> each.at("/data/segment_message_id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "screen", "group", "alias"})
    void aTypeIsTakenAndSentAsSoonAsAFileIsForIt(String type) {
        assertThat(subscription(type, "early").statusCode()).isEqualTo(501);
        assertThat(application.post("/v1/" + type, call(type, "early")).statusCode())
                .isEqualTo(200);

        mappings.write("more.yaml", """
                when: { type: %s }
                send: more %s
                data: { partner_user_id: { from: person.userId }, segment_message_id: { from: messageId } }
                """.formatted(type, type));
        await().atMost(SOON).until(() -> subscription(type, "late").statusCode() == 200);
        application.post("/v1/" + type, call(type, "last"));

        await().until(() ->
                extole.eachEvents("/data/segment_message_id").containsAll(List.of(type + "-late", type + "-last")));
        assertThat(extole.eachEvents("/data/segment_message_id")).doesNotContain(type + "-early");
        assertThat(extole.eachEvents("/event_name")).contains("more " + type);
    }

    private static HttpResponse<String> subscription(String type, String id) {
        return application.post("/segment", call(type, id));
    }

    private static String call(String type, String id) {
        return "{\"type\": \"%s\", \"userId\": \"u-1\", \"messageId\": \"%s-%s\"}".formatted(type, type, id);
    }

    private static List<String> refusals(String component) {
        List<String> all = new ArrayList<>();
        application.health(component).at("/details/refusedEdit").forEach(each -> all.add(each.asText()));
        return all;
    }

    private static String metric(String name) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .orElse("");
    }

    private static String sent(String name) {
        return """
                when: { type: track, event: Song Played }
                send: %s
                data:
                  partner_user_id: { from: userId }
                  segment_message_id: { from: messageId }
                """.formatted(name);
    }

    private static void awaitName(String name) {
        await().atMost(SOON)
                .until(() -> mapped("Song Played").at("/event_name").asText().equals(name));
    }

    private static void awaitRefusal(String component, String beginning) {
        await().untilAsserted(() -> assertThat(refusals(component))
                .anySatisfy(each -> assertThat(each).startsWith(beginning)));
    }

    @Test
    void aNewAChangedAReplacedARenamedAndADeletedFileTakeEffectWithinTwoSeconds() throws IOException {
        mappings.write("song.yaml", sent("song"));
        awaitName("song");

        mappings.edit("song.yaml", "send: song", "send: tune");
        awaitName("tune");

        mappings.replace("song.yaml", sent("hymn"));
        awaitName("hymn");

        Files.move(mappings.file("song.yaml"), mappings.file("hymn.yaml"));
        mappings.edit("hymn.yaml", "send: hymn", "send: psalm");
        awaitName("psalm");

        mappings.delete("hymn.yaml");
        awaitName("Song Played");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an unknown key  | when: { type: track, event: Song Played };sendd: x | song.yaml:2
            a missing key   | when: { type: track, event: Song Played }          | song.yaml
            an unknown type | when: { type: trak };send: x                       | song.yaml:1
            a conversion    | when: { type: track, event: Song Played };send: x;data: { total: { from: properties.total, as: amount } } | song.yaml:3
            a JSONPath      | when: { type: track, event: Song Played };send: x;data: { total: { from: 'properties[' } } | song.yaml:3
            wrong YAML      | 'when: [ '                                         | song.yaml:1
            nothing         | '# empty'                                          | song.yaml
            """)
    void aWrongEditIsRefusedWithItsPlaceAndTheOldOneGoesOn(String kind, String text, String place) {
        mappings.write("song.yaml", sent("song"));
        awaitName("song");

        mappings.write("song.yaml", text.replace(';', '\n'));

        awaitRefusal("mapping", place);
        assertThat(application.health("mapping").path("status").asText()).isEqualTo("UP");
        assertThat(metric("extole_destination_live_refused_edits")).isEqualTo("1.0");
        assertThat(mapped("Song Played").at("/event_name").asText()).isEqualTo("song");

        mappings.write("song.yaml", sent("tune"));

        awaitName("tune");
        assertThat(refusals("mapping")).isEmpty();
        assertThat(metric("extole_destination_live_refused_edits")).isEqualTo("0.0");
        assertThat(Double.parseDouble(metric(
                        "extole_destination_live_total{application=\"extole-destination\",outcome=\"refused\"}")))
                .isPositive();
    }

    @Test
    void aTabAndTwoFilesForOneEventAreRefused() {
        mappings.write("song.yaml", "when:\n\ttype: track\n");
        awaitRefusal("mapping", "song.yaml:2  a tab");

        mappings.write("song.yaml", sent("song"));
        mappings.write("tune.yaml", sent("tune"));
        awaitRefusal("mapping", "tune.yaml:1");
    }

    @Test
    void anEditThatFailsAMappingTestIsRefusedUntilFileAndTestAgreeOrTheSettingOnlyWarns() throws IOException {
        mappings.write("song.yaml", sent("song"));
        awaitName("song");
        Path test = Files.createDirectories(mappings.file("tests/a-song-is-a-song"));
        Files.writeString(test.resolve("segment.json"), """
                {"type": "track", "event": "Song Played", "userId": "u-1", "messageId": "m", "timestamp": "2026-11-23T10:01:00Z"}""");
        String wanted = """
                {"event_name": "%s", "event_time": "2026-11-23T10:01:00.000Z",
                 "data": {"partner_user_id": "u-1", "segment_message_id": "m"}}""";
        Files.writeString(test.resolve("extole.json"), wanted.formatted("song"));

        mappings.write("song.yaml", sent("tune"));

        awaitRefusal("mapping", "tests/a-song-is-a-song/extole.json:1  event_name: \"song\" is expected");
        assertThat(application.health("mapping").path("status").asText()).isEqualTo("UP");
        assertThat(mapped("Song Played").at("/event_name").asText()).isEqualTo("song");

        Files.writeString(test.resolve("extole.json"), wanted.formatted("tune"));
        await().atMost(Duration.ofSeconds(30)).until(() -> refusals("mapping").isEmpty());
        assertThat(mapped("Song Played").at("/event_name").asText()).isEqualTo("tune");

        mappings.write("song.yaml", sent("hymn"));
        awaitRefusal("mapping", "tests/a-song-is-a-song");
        config.edit("application.yaml", "live-tests: refuse", "live-tests: warn");
        await().atMost(Duration.ofSeconds(30)).until(() -> refusals("mapping").isEmpty());
        assertThat(mapped("Song Played").at("/event_name").asText()).isEqualTo("hymn");
        assertThat(application.health("mapping").at("/details/failingTests/0").asText())
                .startsWith("tests/a-song-is-a-song/extole.json:1  event_name: ");

        FileSystemUtils.deleteRecursively(mappings.file("tests"));
    }

    @Test
    void aHalfWrittenFileIsRefusedAndTakenWhenItIsWhole() {
        String whole = sent("song");

        mappings.write("song.yaml", whole.substring(0, whole.indexOf("send: song") + 3));
        awaitRefusal("mapping", "song.yaml");
        mappings.write("song.yaml", whole);

        awaitName("song");
        assertThat(refusals("mapping")).isEmpty();
    }

    @Test
    void aFolderThatIsGoneAnEmptyOneAndALinkInACircleAreRefused() throws IOException {
        Path away = temp.resolve("away");
        Files.move(mappings.path(), away);
        awaitRefusal("mapping", mappings.path().toString());

        Files.createDirectory(mappings.path());
        awaitRefusal("mapping", mappings.path() + "  there is no mapping file");

        Files.delete(mappings.path());
        Files.move(away, mappings.path());
        await().until(() -> refusals("mapping").isEmpty());
        Files.delete(mappings.file("track.yaml"));
        Files.createSymbolicLink(mappings.file("track.yaml"), Path.of("track.yaml"));
        awaitRefusal("mapping", "track.yaml  the file cannot be read");
        assertThat(mapped("Song Played").at("/event_name").asText()).isEqualTo("Song Played");
        Files.delete(mappings.file("track.yaml"));
    }

    @Test
    void filesBehindLinksThatAreSwappedTogetherAreTaken() throws IOException {
        Path first = Files.createDirectories(mappings.file("..1"));
        Path second = Files.createDirectories(mappings.file("..2"));
        Files.writeString(first.resolve("song.yaml"), sent("song"));
        Files.writeString(second.resolve("song.yaml"), sent("tune"));
        Files.createSymbolicLink(mappings.file("..data"), Path.of("..1"));
        Files.createSymbolicLink(mappings.file("song.yaml"), Path.of("..data/song.yaml"));
        awaitName("song");

        Files.createSymbolicLink(mappings.file("..data_tmp"), Path.of("..2"));
        Files.move(
                mappings.file("..data_tmp"),
                mappings.file("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        awaitName("tune");

        for (String name : List.of("song.yaml", "..data", "..1/song.yaml", "..2/song.yaml", "..1", "..2")) {
            Files.delete(mappings.file(name));
        }
    }

    @Test
    void settingsThatAreLiveTakeEffectAndWrongOnesAreRefused() {
        config.edit("application.yaml", "container: \"\"", "container: rehearsal");
        await().atMost(SOON)
                .until(() ->
                        mapped("Song Played").at("/data/container").asText().equals("rehearsal"));

        config.edit("application.yaml", "anonymous: send", "anonymous: sometimes");
        awaitRefusal("settings", "application.yaml:");
        assertThat(refusals("settings"))
                .singleElement()
                .asString()
                .matches("application\\.yaml:\\d+  mapping\\.anonymous: this value cannot be used");

        config.edit("application.yaml", "anonymous: sometimes", "anonymous: send\n  live-test: warn");
        await().untilAsserted(() -> assertThat(refusals("settings"))
                .singleElement()
                .asString()
                .endsWith("mapping.live-test is no setting. Did you mean 'mapping.live-tests'?"));

        config.write("application.yaml", "mapping: [");
        awaitRefusal("settings", "application.yaml:1  the file is not YAML");
        assertThat(mapped("Song Played").at("/data/container").asText()).isEqualTo("rehearsal");
    }

    @Test
    void aSettingThatNeedsARestartIsNamed() {
        config.edit("application.yaml", "parallel-requests: 256", "parallel-requests: 128");
        config.edit("application.yaml", "extole-sources: []", "extole-sources: [one, two]");
        await().untilAsserted(() -> assertThat(application.health("settings").at("/details/needRestart"))
                .extracting(JsonNode::asText)
                .containsExactly("delivery.parallel-requests", "router.extole-sources"));

        config.asShipped();
        await().until(() ->
                application.health("settings").at("/details/needRestart").isMissingNode());
    }
}
