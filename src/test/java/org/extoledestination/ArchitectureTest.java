package org.extoledestination;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the packages. An event's journey goes one way, and so do they. */
class ArchitectureTest {

    private static final String ROOT = "org.extoledestination";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theWordsOfTheDomainTheMetersAndTheComponentDependOnNothingElseOfOurs() {
        for (String name : new String[] {"event", "telemetry", "activemqbatch"}) {
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
                .resideInAnyPackage(ROOT + ".event", ROOT + ".mapping", ROOT + ".telemetry")
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
