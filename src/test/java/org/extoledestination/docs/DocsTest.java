package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Names and links in the pages are names and files of the project. */
class DocsTest {

    private static final String PROSE = Page.all().stream().map(Page::text).collect(Collectors.joining("\n"));
    private static final String SOURCES = Stream.of(Path.of("src/main/java"), Path.of("routes"))
            .flatMap(folder -> Page.files(folder, 9))
            .map(Page::read)
            .collect(Collectors.joining("\n"));

    static List<Path> routeFiles() {
        return Page.files(Path.of("routes"), 1).toList();
    }

    @Test
    void everyRelativeLinkLeadsToAFile() {
        assertThat(Page.all()).hasSizeGreaterThan(10).allSatisfy(page -> {
            assertThat(Page.find("\\]\\((?!https?://)([^)#]+)[^)]*\\)", page.text()))
                    .allSatisfy(link -> assertThat(page.file().resolveSibling(link))
                            .as("%s links to %s", page.file(), link)
                            .exists());
        });
    }

    /** Both ways: each text of the table is one of the sources, and each refusal of theirs has a row. */
    @Test
    void everyStartThatIsRefusedIsInTheTableWithItsText() {
        String section = Page.of("docs/operations.md").section("A start that is refused");
        String sources = SOURCES.replaceAll("\"\\s*\\+\\s*\"", "");
        List<String> texts = Page.find("(?m)^\\| (`[^|]+`[^|]*) \\|", section).stream()
                .flatMap(cell -> Page.find("`([^`]+)`", cell).stream())
                .toList();

        assertThat(texts).hasSizeGreaterThan(10);
        assertThat(texts)
                .flatMap(text -> List.of(text.replaceAll("Port 8080|\\(server.port\\)|Reason:", "...")
                        .split("\\s*\\.\\.\\.\\s*")))
                .filteredOn(part -> !part.isBlank())
                .allSatisfy(part -> assertThat(sources).contains(part));
        // Constraints stand on settings, and on what controllers are asked.
        String settings = Page.files(Path.of("src/main/java"), 9)
                .filter(file -> !file.toString().endsWith("Controller.java"))
                .map(Page::read)
                .collect(Collectors.joining("\n"));
        Map.of(
                        "new (?:StartRefused|FolderHeld)Exception\\(\\s*\"([^\"]{10,25})",
                        sources,
                        "\\bmessage\\s*=\\s*\"([^\"]{10,25})",
                        settings)
                .forEach((refusal, text) -> assertThat(Page.find(refusal, text))
                        .hasSizeGreaterThan(5)
                        .allSatisfy(begin -> assertThat(section).contains(begin)));
    }

    @Test
    void theExcerptsOfTheNightStandInItsTranscript() {
        List<String> transcript = Transcript.masked(Page.read(Transcript.OF_THE_NIGHT));
        String section = Page.of("docs/operations.md").section("A night");

        assertThat(section).contains("(" + Transcript.OF_THE_NIGHT.getFileName() + ')');
        assertThat(Transcript.masked(new Page(Path.of("docs/operations.md"), section)
                        .blocks()
                        .get(0)
                        .text()))
                .hasSizeGreaterThan(15)
                .allSatisfy(line -> assertThat(transcript)
                        .anyMatch(printed -> printed.matches("(# ?)?"
                                + Stream.of(line.split(" ?\\.\\.\\. ?", -1))
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining(".*")))));
    }

    @Test
    void everyClassAndMethodOfTheJourneyIsThere() {
        List<String> steps = Page.find(
                "`([a-z/]+/[A-Z]\\w+(?:\\.\\w+)?)`", Page.of("docs/journey.md").text());

        assertThat(steps).hasSizeGreaterThan(15).allSatisfy(step -> {
            String[] names = step.split("\\.", 2);
            Path file = Path.of("src/main/java/org/extoledestination", names[0] + ".java");
            assertThat(file).exists();
            assertThat(Page.read(file)).contains(names.length == 1 ? "" : " " + names[1] + "(");
        });
    }

    /** Whoever writes more about one thing writes less about another. */
    @Test
    void thePagesTogetherStayBelowThirtyThousandWords() {
        assertThat(Page.files(Path.of("docs"), 9)
                        .filter(file -> file.toString().endsWith(".md"))
                        .mapToLong(file -> Pattern.compile("\\S+")
                                .matcher(Page.read(file))
                                .results()
                                .count())
                        .sum())
                .isLessThan(30_000);
    }

    @Test
    void whoNamesAPostToTheManagementPortNamesItsContentType() {
        assertThat(Page.all())
                .filteredOn(page -> page.text().contains("`POST /actuator"))
                .hasSizeGreaterThan(2)
                .allSatisfy(page ->
                        assertThat(page.text()).as("%s", page.file()).contains("`Content-Type: application/json`"));
    }

    @Test
    void theReadmeHasALineForEachPackage() throws IOException {
        String list = Page.of("README.md").section("Where is what");
        Path root = Path.of("src/main/java/org/extoledestination");

        try (Stream<Path> packages = Files.list(root).filter(Files::isDirectory)) {
            assertThat(Page.find("(?m)^  ([a-z]+)/ ", list))
                    .containsExactlyInAnyOrderElementsOf(packages.map(folder -> String.valueOf(folder.getFileName()))
                            .toList());
        }
    }

    @Test
    void everyReasonOfADeadLetterHasARowAndEveryCodeOfTheMappingIsInIts() {
        String text = Page.of("docs/dead-letters.md").text();
        Set<String> codes = new HashSet<>(Page.find("new UnmappableEventException\\(\\s*\"([a-z_]+)\"", SOURCES));

        assertThat(Page.find("(?m)^\\| `([a-z-]+)` \\| [^|]* \\| (?:Extole|`[a-z]+_)", text))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Reason.values()).map(Reason::word).toList());
        assertThat(codes).hasSizeGreaterThan(4);
        assertThat(Page.find("`([a-z_]+)`", String.join("", Page.find("(?m)^\\| `unmappable` (.*)$", text))))
                .containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void everyMetricIsCountedSomewhere() {
        Set<String> counted = Page.find("count\\(\\s*['\"]([a-z.]+)['\"]", SOURCES).stream()
                .map(station -> "extole_destination_" + station.replace('.', '_') + "_total")
                .collect(Collectors.toCollection(HashSet::new));
        Page.find("(?:gauge|summary)\\(\\s*\"([a-z.]+)\"", SOURCES)
                .forEach(name -> counted.add("extole_destination_" + name.replace('.', '_')));
        Page.find("meters\\.time\\(\\s*\"([a-z.]+)\"", SOURCES)
                .forEach(name -> counted.add("extole_destination_" + name.replace('.', '_') + "_seconds"));

        Page.find("prefix \\+ \"[.]([a-z.]+)\"", SOURCES)
                .forEach(name -> counted.add("extole_destination_queue_" + name.replace('.', '_')));
        // The component's timers.
        for (String timer : List.of("extole_destination_queue_batch", "extole_destination_queue_wait")) {
            counted.remove(timer);
            counted.add(timer + "_seconds");
        }

        assertThat(Page.find("(extole_destination_[a-z_]+)", PROSE))
                .isNotEmpty()
                .allMatch(name -> counted.contains(name.replaceFirst("_seconds_(bucket|count|sum)$", "_seconds")));
        assertThat(PROSE).contains(counted);
    }

    @Test
    void everyOutcomeOfAMetricIsAWordOfTheCode() {
        String words = SOURCES.toLowerCase(Locale.ROOT).replace('_', '-');
        String table = Page.of("docs/operations.md").section("Metrics");

        assertThat(Page.find("(?m)^\\|[^|]*\\|([^|]*)\\|", table).stream()
                        .flatMap(cell -> Page.find("`([^`]+)`", cell).stream()))
                .hasSizeGreaterThan(20)
                .allSatisfy(outcome -> assertThat(words.contains(outcome.replace('_', '-')))
                        .as("the outcome '%s' is in the code", outcome)
                        .isTrue());
    }

    @Test
    void everySettingIsOneOfTheShippedFiles() {
        Set<String> known = new LinkedHashSet<>();
        Stream.of("config/application.yaml", "config/application-sandbox.yaml", "src/main/resources/application.yaml")
                .forEach(file -> flatten("", new Yaml().load(Page.read(Path.of(file))), known));

        assertThat(Page.all().stream().flatMap(page -> page.names().stream()))
                .filteredOn(
                        name -> name.matches(
                                "(ingest|queue|mapping|delivery|dead-letter|routes|sandbox|server|management|spring)(\\.[a-z][a-z0-9\\[\\]-]*)+"))
                .hasSizeGreaterThan(20)
                .allMatch(known::contains);
    }

    private static void flatten(String name, @Nullable Object value, Set<String> known) {
        known.add(name);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> flatten(name.isEmpty() ? "" + key : name + '.' + key, below, known));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(name + '[' + i + ']', list.get(i), known);
            }
        }
    }

    @Test
    void everyEnvironmentVariableStandsInTheReadme() {
        String readme = Page.of("README.md").section("Settings");
        List<String> variables = Page.files(Path.of("config"), 1)
                .flatMap(file -> Page.find("\\$\\{([A-Z][A-Z0-9_]*)", Page.read(file)).stream())
                .distinct()
                .toList();

        assertThat(variables)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(readme).contains("\n| `" + variable + "` |"));
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void everyRouteAndEveryBeanThatItNamesIsDescribed(Path file) {
        String route = Page.read(file);
        String id = Page.find("(?m)^ {4}id: (\\S+)$", route).get(0);
        String heading = route.contains("routeConfiguration:") ? "00-failures" : id;
        String section = Page.of("docs/routes.md").section(heading);

        assertThat(section).contains("**What:**", "**Beans:**", "**Change here:**");
        assertThat(Page.find("[rR]ef: (\\w+)", route))
                .allSatisfy(bean -> assertThat(section).contains('`' + bean + '`'));
    }

    @Test
    void everyClassInThePagesExists() {
        List<Path> files = Page.files(Path.of("src"), 9).toList();

        assertThat(Page.all().stream().flatMap(page -> page.names().stream()))
                .filteredOn(name -> name.matches("([a-z]+\\.[A-Z]|[A-Z][a-z]+[A-Z])[A-Za-z]+"))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(files)
                        .as(name)
                        .anyMatch(file -> file.endsWith(name.substring(name.indexOf('.') + 1) + ".java")
                                && file.toString().endsWith(name.replace('.', '/') + ".java")));
    }
}
