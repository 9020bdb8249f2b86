package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * docs/advisories.yaml against the class path of the tests, which holds all that is shipped: what is affected has a verdict,
 * and what has one is affected.
 */
class AdvisoriesTest {

    private static final Pattern JAR = Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/[^/]+\\.jar");
    private static final Pattern RANGE = Pattern.compile("\\[([^,]+),([^)]+)\\)");

    private static List<Component> components;
    private static List<Advisory> advisories;
    private static LocalDate reviewed;

    record Component(String group, String artifact, String version) {

        boolean is(String name) {
            return name.equals(group + ':' + artifact) || name.equals(group + ":*");
        }
    }

    /** {@code until}: the day by which what is {@code open} is to be judged; the first of all days if it is not open. */
    record Advisory(
            String id,
            String component,
            String affected,
            String verdict,
            String open,
            LocalDate until,
            List<String> without) {

        boolean isSettled(LocalDate today) {
            return !verdict.isEmpty() || !today.isAfter(until);
        }

        boolean concerns(Component each) {
            return each.is(component)
                    && RANGE.matcher(affected)
                            .results()
                            .anyMatch(range -> compare(range.group(1), each.version()) <= 0
                                    && compare(each.version(), range.group(2)) < 0);
        }
    }

    @BeforeAll
    static void read() throws IOException {
        components = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(JAR::matcher)
                .filter(Matcher::matches)
                .map(jar -> new Component(jar.group(1).replace('/', '.'), jar.group(2), jar.group(3)))
                .toList();
        Map<String, Object> file = new Yaml().load(Files.readString(Path.of("docs/advisories.yaml")));
        reviewed = day(file, "reviewed");
        advisories = ((List<?>) Objects.requireNonNull(file.get("advisories")))
                .stream().map(each -> advisory((Map<?, ?>) each)).toList();
    }

    private static Advisory advisory(Map<?, ?> entry) {
        return new Advisory(
                text(entry, "id"),
                text(entry, "component"),
                text(entry, "affected"),
                text(entry, "verdict"),
                text(entry, "open"),
                day(entry, "until"),
                entry.get("without") instanceof List<?> names
                        ? names.stream().map(String::valueOf).toList()
                        : List.of());
    }

    private static LocalDate day(Map<?, ?> entry, String name) {
        return entry.get(name) instanceof Date day
                ? LocalDate.ofInstant(day.toInstant(), ZoneOffset.UTC)
                : LocalDate.MIN;
    }

    private static String text(Map<?, ?> entry, String name) {
        Object value = entry.get(name);
        return value == null ? "" : String.valueOf(value).strip();
    }

    @Test
    void everyAffectedComponentHasAVerdict() {
        List<String> open = new ArrayList<>();
        for (Advisory advisory : advisories) {
            components.stream()
                    .filter(each -> advisory.concerns(each) && !advisory.isSettled(LocalDate.now(ZoneOffset.UTC)))
                    .forEach(each -> open.add(advisory.id() + ": " + each));
        }

        assertThat(open)
                .as("raise the version, or say in docs/advisories.yaml why it does no harm")
                .isEmpty();
    }

    /** What nobody has judged is no verdict, is not put off for long, and the page names it. */
    @Test
    void whatIsOpenIsSoForAFewMonthsAndStandsOnThePage() throws IOException {
        String page = Files.readString(Path.of("docs/security.md"));
        for (Advisory each : advisories) {
            assertThat(each.verdict()).as(each.id()).doesNotStartWithIgnoringCase("open");
            assertThat(each.open().isEmpty())
                    .as(each.id())
                    .isEqualTo(each.until().equals(LocalDate.MIN));
            if (!each.open().isEmpty()) {
                assertThat(each.verdict()).as(each.id()).isEmpty();
                assertThat(each.until()).as(each.id()).isBefore(reviewed.plusMonths(3));
                assertThat(page).contains(each.id());
            }
        }
        Advisory open = new Advisory("", "", "", "", "why", LocalDate.of(2027, 1, 31), List.of());
        assertThat(open.isSettled(LocalDate.of(2027, 1, 31))).isTrue();
        assertThat(open.isSettled(LocalDate.of(2027, 2, 1))).isFalse();
    }

    @Test
    void everyVerdictIsStillNeeded() {
        assertThat(advisories.stream()
                        .filter(advisory -> !(advisory.verdict() + advisory.open()).isEmpty())
                        .filter(advisory -> components.stream().noneMatch(advisory::concerns)))
                .as("nothing here is affected any more: take the verdict away")
                .isEmpty();
    }

    @Test
    void whatAVerdictSaysIsNotThereIsNotThere() throws IOException {
        String ours = written("src/main/java", "src/main/resources", "routes", "config", "docs/recipes");

        assertThat(advisories)
                .filteredOn(each -> !each.without().isEmpty())
                .isNotEmpty()
                .allSatisfy(advisory -> {
                    for (String name : advisory.without()) {
                        assertThat(components).as(advisory.id()).noneMatch(each -> each.is(name));
                        assertThat(ours).as(advisory.id()).doesNotContain(name);
                    }
                });
    }

    /** Verdicts on camel-jms say so: it would read ObjectMessages and headers as its senders made them. */
    @Test
    void noRouteOfOursAndNoRecipeReadsWithCamelJms() throws IOException {
        assertThat(written("routes", "docs/recipes", "config", "docs/connect"))
                .contains("from:")
                .doesNotContainPattern("from:\\s+(?:\\{?\\s*uri:\\s+)?[\"']?(?:activemq6?|jms):");
    }

    private static String written(String... folders) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file)).append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void everyEntryIsAboutAComponentOfOursAndHasARange() {
        assertThat(components).hasSizeGreaterThan(100);
        assertThat(advisories).hasSizeGreaterThan(40).allSatisfy(advisory -> {
            assertThat(components).as(advisory.component()).anyMatch(each -> each.is(advisory.component()));
            assertThat(advisory.affected()).as(advisory.id()).matches("(\\[[^,\\s]+,[^)\\s]+\\)\\s?)+");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "4.18.0, 4.18.2, -1",
        "4.18.10, 4.18.2, 1",
        "5.6, 5.6.0, 0",
        "42.7.14, 42.7.12, 1",
        "6.2.19, 6.2.19, 0",
        "0, 5.19.9, -1",
        "3.0.0-M1, 3.0.0, 0"
    })
    void versionsAreComparedByTheirNumbers(String one, String other, int order) {
        assertThat(Integer.signum(compare(one, other))).isEqualTo(order);
    }

    private static int compare(String one, String other) {
        String[] left = one.split("[.-]");
        String[] right = other.split("[.-]");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = Integer.compare(number(left, i), number(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length && parts[index].matches("\\d{1,9}") ? Integer.parseInt(parts[index]) : 0;
    }
}
