package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shipped route file, by name. What only a start can tell is told by the start itself. */
class RouteFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Schema CAMEL = camelsSchema();

    static List<Path> routeFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Schema camelsSchema() {
        try (InputStream schema = Objects.requireNonNull(
                RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"), "camel-yaml-dsl has a schema")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void followsCamelsSchema(Path file) throws IOException {
        List<Error> mistakes = CAMEL.validate(YAML.readTree(Files.readString(file)));

        assertThat(mistakes).isEmpty();
    }

    /** Camel's timer waits by the machine's clock: an hour set back is an hour without held events and replays. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void goesOnWhenTheClockIsSetBack(Path file) throws IOException {
        assertThat(routes(file))
                .allSatisfy(route -> assertThat(route.at("/from/uri").asText()).doesNotStartWith("timer:"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void isNamedAfterTheRouteThatItHolds(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        List<JsonNode> routes = routes(file);

        assertThat(name).matches("\\d\\d-[a-z-]+\\.camel\\.yaml");
        if (!name.startsWith("00-")) {
            assertThat(routes).singleElement().satisfies(route -> {
                assertThat(route.path("id").asText()).isEqualTo(name.replaceAll("^\\d\\d-|\\.camel\\.yaml$", ""));
                assertThat(route.path("description").asText()).endsWith(".").hasSizeGreaterThan(20);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void saysHowFailuresAreHandled(Path file) throws IOException {
        assertThat(routes(file))
                .allMatch(route -> route.has("routeConfigurationId")
                        != route.at("/errorHandler").has("noErrorHandler"));
    }

    @Test
    void onlyTheFirstFileHandlesErrors() throws IOException {
        for (Path file : routeFiles()) {
            boolean handles = Files.readString(file).contains("onException:");

            assertThat(handles).as(file.toString()).isEqualTo(file.endsWith("00-failures.camel.yaml"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void namesNoClassesAndScriptsInItsSteps(Path file) throws IOException {
        Set<String> languages = new TreeSet<>();
        for (String language : List.of("groovy", "javascript", "java", "mvel", "ognl", "spel", "python", "beanType")) {
            if (!YAML.readTree(Files.readString(file)).findValues(language).isEmpty()) {
                languages.add(language);
            }
        }

        assertThat(languages).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routeFiles")
    void holdsNoSecret(Path file) throws IOException {
        assertThat(Files.readString(file))
                .doesNotContainPattern("(?i)(password|secret|token|api-?key|write-?key)\\s*[:=]\\s*[^\\s{#]")
                .doesNotContainPattern("(?i)(Bearer|Basic) [A-Za-z0-9]")
                .doesNotContainPattern("://[^/\\s]*:[^/\\s]*@")
                .doesNotContainPattern("[A-Za-z0-9_-]{40,}");
    }

    private static List<JsonNode> routes(Path file) throws IOException {
        JsonNode all = YAML.readTree(Files.readString(file));
        return Stream.iterate(0, i -> i < all.size(), i -> i + 1)
                .map(i -> all.get(i).path("route"))
                .filter(JsonNode::isObject)
                .toList();
    }
}
