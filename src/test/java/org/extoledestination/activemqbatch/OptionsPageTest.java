package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of options and the catalog that the build makes of the annotations say the same. */
class OptionsPageTest {

    private static final Path PAGE = Path.of("docs/activemq-batch.md");
    private static final String CATALOG = "META-INF/org/extoledestination/activemqbatch/activemq-batch.json";
    private static final Pattern ROW =
            Pattern.compile("\\| `(\\w+)`(?: \\(path\\))? \\| (\\w+) \\| (?:`(.+?)` )?\\|.*");
    private static final Set<String> OF_EVERY_COMPONENT = Set.of("bridgeErrorHandler", "autowiredEnabled");

    @ParameterizedTest
    @CsvSource({"properties,Options", "componentProperties,The component itself"})
    void thePageAndTheCatalogNameTheSameOptionsTypesAndDefaults(String kind, String heading) throws IOException {
        Map<String, String> catalog = new TreeMap<>();
        for (Map.Entry<String, JsonNode> option : catalog().path(kind).properties()) {
            JsonNode its = option.getValue();
            if (!OF_EVERY_COMPONENT.contains(option.getKey())
                    && !its.path("label").asText().startsWith("consumer")) {
                String type = its.path("javaType").asText().replaceAll("<.*", "");
                catalog.put(
                        option.getKey(),
                        type.substring(type.lastIndexOf('.') + 1) + " "
                                + its.path("defaultValue").asText());
            }
        }

        assertThat(page(heading)).isEqualTo(catalog);
    }

    private static Map<String, String> page(String heading) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("|---", page.indexOf(heading)));
        table.substring(0, table.indexOf("\n\n")).lines().skip(1).forEach(line -> {
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            rows.put(row.group(1), row.group(2) + " " + (row.group(3) == null ? "" : row.group(3)));
        });
        return rows;
    }

    private static JsonNode catalog() throws IOException {
        try (InputStream catalog = OptionsPageTest.class.getResourceAsStream("/" + CATALOG)) {
            return new ObjectMapper().readTree(catalog);
        }
    }
}
