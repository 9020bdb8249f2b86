package org.extoledestination;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The arrows between the packages. An event's journey goes one way, and so do they. */
@Tag("slow")
class ArchitectureTest {

    private static final String ROOT = "org.extoledestination";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    /** The lists are the rule: CONTRIBUTING.md names each room, and the rooms that it uses; then the same of its packages. */
    @Test
    void roomsAndTheirPackagesUseWhatTheListsSay() throws IOException {
        String[] lists = Files.readString(Path.of("CONTRIBUTING.md")).split("\nInside a room:\n", 2);

        assertThat(listed(lists[0])).isEqualTo(used(ArchitectureTest::room, (from, to) -> !from.equals(to)));
        assertThat(listed(lists[1]))
                .isEqualTo(used(
                        ArchitectureTest::place,
                        (from, to) -> !from.equals(to) && outermost(from).equals(outermost(to))));
    }

    private static Map<String, Set<String>> listed(String table) {
        Map<String, Set<String>> listed = new TreeMap<>();
        Pattern.compile("(?m)^\\| `([a-z/]+)` \\| ((?:`[a-z/]+`(?:, )?)+|-) \\|$")
                .matcher(table)
                .results()
                .forEach(row -> listed.put(
                        row.group(1),
                        Pattern.compile("`([a-z/]+)`")
                                .matcher(row.group(2))
                                .results()
                                .map(word -> word.group(1))
                                .collect(Collectors.toCollection(TreeSet::new))));
        return listed;
    }

    /** A room has a row though it uses none; a package inside a room only if it uses one. */
    private static Map<String, Set<String>> used(
            Function<JavaClass, Optional<String>> name, BiPredicate<String, String> isArrow) {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass each : MAIN) {
            name.apply(each).ifPresent(from -> {
                Set<String> to = each.getDirectDependenciesFromSelf().stream()
                        .flatMap(dependency -> name.apply(dependency.getTargetClass()).stream())
                        .filter(other -> isArrow.test(from, other))
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!to.isEmpty() || isArrow.test(from, "")) {
                    used.computeIfAbsent(from, any -> new TreeSet<>()).addAll(to);
                }
            });
        }
        return used;
    }

    private static Optional<String> room(JavaClass each) {
        return place(each).map(ArchitectureTest::outermost);
    }

    private static Optional<String> place(JavaClass each) {
        String name = each.getPackageName();
        return name.startsWith(ROOT + '.')
                ? Optional.of(name.substring(ROOT.length() + 1).replace('.', '/'))
                : Optional.empty();
    }

    private static String outermost(String place) {
        return place.replaceAll("/.*", "");
    }

    @Test
    void theWordsOfTheDomainTheMetersAndTheComponentDependOnNothingElseOfOurs() {
        for (String name : new String[] {"event", "platform.telemetry", "activemqbatch"}) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + "..")
                            .and(JavaClass.Predicates.resideOutsideOfPackage(ROOT + "." + name)))
                    .check(MAIN);
        }
    }

    @Test
    void eventsAndMappingsKnowNoCamel() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".event", ROOT + ".mapping", ROOT + ".platform.telemetry")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(MAIN);
    }

    @Test
    void onlyTheWiringOfEventsAndMappingsKnowsSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".event", ROOT + ".mapping")
                .and()
                .haveNameNotMatching(".*(Configuration|Settings|Analyzer)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(MAIN);
    }

    @Test
    void nothingUsesTheNullableThatSpringGivesUp() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.lang.Nullable")
                .check(MAIN);
    }

    @Test
    void theSandboxIsUsedByNothingButItself() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sandbox")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".sandbox")
                .check(MAIN);
    }

    @Test
    void onlyTheMainClassKnowsTheCommands() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(nameMatching(".*\\.ExtoleDestination").negate()))
                .and()
                .resideOutsideOfPackage(ROOT + ".command")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".command")
                .check(MAIN);
    }

    @Test
    void onlyCommandsWriteToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".command")
                .should(ACCESS_STANDARD_STREAMS)
                .check(MAIN);
    }

    @Test
    void nothingWaitsBySleeping() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(new ClassFileImporter().importPackages(ROOT));
    }

    /** {@code mvn verify -Pfast} leaves them out. */
    @Test
    void testsWithAWholeApplicationOrAnotherProcessAreTaggedSlow() {
        noClasses()
                .that(DescribedPredicate.and(nameMatching(".*Test"), DescribedPredicate.not(annotatedWith(slow()))))
                .should()
                .transitivelyDependOnClassesThat(nameMatching(ROOT
                        + "\\.support\\.(Application|ApplicationProcess|CommandProcess|CommandServer|External.*)"
                        + "|.*\\.EmbeddedPostgres"))
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages(ROOT));
    }

    private static DescribedPredicate<JavaAnnotation<?>> slow() {
        return DescribedPredicate.describe(
                "slow or alone",
                annotation -> annotation.getRawType().isEquivalentTo(Tag.class)
                        && Set.of("slow", "alone")
                                .contains(annotation.getProperties().get("value")));
    }

    /** A package is no contract of ours; the name of a bean is. */
    @Test
    void routesSettingsAndRecipesNameNoClassOfOurs() throws IOException {
        for (String folder : new String[] {"routes", "config", "docs/recipes"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                assertThat(files.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.readString(file))
                                .as("%s", file)
                                .doesNotContain(ROOT));
            }
        }
    }

    @Test
    void settingsAreRecords() {
        classes()
                .that()
                .areAnnotatedWith(org.springframework.boot.context.properties.ConfigurationProperties.class)
                .should()
                .beRecords()
                .check(MAIN);
    }

    @Test
    void everyPackageSpellsOutWhatMayBeNull() {
        assertThat(MAIN.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(each -> assertThat(isNullMarked(each))
                        .as("%s has a package-info.java with @NullMarked", each.getName())
                        .isTrue());
    }

    private static boolean isNullMarked(JavaPackage each) {
        return each.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }
}
