package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.command.Commands;
import org.extoledestination.docs.Page.Block;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.support.Http;
import org.extoledestination.support.LogAgain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the page on mappings: a file, a Segment event, and what Extole gets. */
@ExtendWith(LogAgain.class)
class MappingPageTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    static Stream<Arguments> examples() {
        List<Block> blocks = Page.of("docs/mapping.md").blocks();
        return IntStream.range(0, blocks.size())
                .filter(i -> blocks.get(i).language().equals("yaml"))
                .mapToObj(i -> Arguments.of(
                        blocks.get(i).text(),
                        blocks.get(i + 1).text(),
                        blocks.get(i + 2).text()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleGivesWhatStandsBelowIt(String file, String segment, String extole) throws IOException {
        Files.writeString(folder.resolve("example.yaml"), file);

        Mapped actual = Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty()))
                .map(JSON.readValue(segment, new TypeReference<Map<String, Object>>() {}));

        assertThat(actual)
                .isInstanceOfSatisfying(
                        Mapped.Send.class, send -> assertThat(body(send)).isEqualTo(Http.json(extole)));
    }

    private static JsonNode body(Mapped.Send send) {
        return JSON.valueToTree(
                ExtoleRequest.event(Operation.ASYNC_EVENT, send.event()).body());
    }

    @Test
    void thereAreThreeExamples() {
        assertThat(examples()).hasSize(3);
    }

    @Test
    void theKeysOfThePersonAreTakenAsTheShippedFilesTakeThem() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("config/mappings/track.yaml")).stream()
                .filter(line -> line.contains("from: person."))
                .toList();

        assertThat(lines).hasSize(3);
        assertThat(Page.of("docs/mapping.md").blocks().stream().map(Block::text))
                .anySatisfy(text -> assertThat(text.lines()).containsExactlyElementsOf(lines));
    }

    @Test
    void theExplanationIsTheOneOfTheCommand() throws IOException {
        List<Block> blocks = Page.of("docs/mapping.md").blocks();
        int shown = IntStream.range(0, blocks.size())
                .filter(i -> blocks.get(i).text().startsWith("line 1  "))
                .findFirst()
                .orElseThrow();
        Path events = Files.writeString(
                folder.resolve("events.json"), blocks.get(shown - 1).text());
        StringWriter printed = new StringWriter();

        int exitCode = Commands.run(new PrintWriter(printed), "map", "--explain", events.toString());

        assertThat(exitCode).isZero();
        assertThat(printed.toString())
                .isEqualToNormalizingNewlines(blocks.get(shown).text());
    }
}
