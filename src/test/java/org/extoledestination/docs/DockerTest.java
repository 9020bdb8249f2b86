package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.extoledestination.ExtoleDestination;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The form of what no test can run without a container engine. */
class DockerTest {

    private static final String DOCKERFILE = Page.read(Path.of("docker/Dockerfile"));
    private static final Map<String, Map<String, Map<String, Object>>> COMPOSE =
            new Yaml().load(Page.read(Path.of("docker/compose.yaml")));

    @Test
    void theImageIsBuiltInTwoStagesAndRunsAsNobodySpecial() {
        List<String> from = Page.find("(?m)^FROM (\\S+)", DOCKERFILE);

        assertThat(from).hasSize(2).allMatch(image -> image.matches("[^:]+:\\d.*"));
        assertThat(from.get(1)).contains("-jre");
        assertThat(Page.find("(?m)^USER (\\S+)", DOCKERFILE)).hasSize(1).allMatch(user -> user.matches("[1-9]\\d*"));
    }

    @Test
    void theImageRunsAJdkWithVirtualThreadsThatHoldNoCarrier() {
        assertThat(Page.find("(?m)^FROM \\S+temurin[:-](\\d+)", DOCKERFILE))
                .hasSize(2)
                .allSatisfy(version -> assertThat(Integer.parseInt(version)).isGreaterThanOrEqualTo(24));
    }

    @Test
    void whatTheImageCopiesIsThere() {
        assertThat(Page.find("(?m)^COPY (?!--from)(.+) \\S+$", DOCKERFILE))
                .flatMap(sources -> List.of(sources.split(" ")))
                .contains("docker/write-aot-cache")
                .allSatisfy(source -> assertThat(Path.of(source)).exists());
        assertThat(Path.of("docker/write-aot-cache")).isExecutable();
    }

    @Test
    void theCacheIsReadFromWhereItWasWritten() {
        assertThat(Page.find("write-aot-cache extole-destination.jar (\\S+)", DOCKERFILE))
                .containsExactlyElementsOf(Page.find("-XX:AOTCache=([^\"]+)", DOCKERFILE));
    }

    @Test
    void aTeamsFolderLibIsOnTheClassPathAndHidesNoDependency() {
        assertThat(DOCKERFILE)
                .contains(
                        "--libraries dependencies",
                        "\"extole-destination.jar:lib/*\"",
                        ExtoleDestination.class.getName());
    }

    @Test
    void theImageAsksForReadinessOnTheIngestPortWithAndWithoutTls() {
        assertThat(Page.find("curl -sfk? \"(https?://[^\"]+)\"", DOCKERFILE))
                .containsExactly(
                        "http://127.0.0.1:${SERVER_PORT:-8080}/readyz",
                        "https://127.0.0.1:${SERVER_PORT:-8080}/readyz");
        assertThat(DOCKERFILE).contains("HEALTHCHECK", "EXPOSE 8080");
    }

    /** A tag can be moved: docs/docker.md says how images are named by their digest. */
    @Test
    void everyServiceHasOneOfTheTwoProfilesAndAnImageWithAVersionInItsTag() {
        assertThat(services()).allSatisfy(service -> {
            assertThat(service.get("profiles")).isIn(List.of("embedded"), List.of("external"));
            assertThat(service.containsKey("build")
                            || String.valueOf(service.get("image")).matches(".+:\\d.*"))
                    .isTrue();
        });
        assertThat(applications())
                .extracting(service -> service.get("profiles"))
                .containsExactlyInAnyOrder(List.of("embedded"), List.of("external"));
    }

    @Test
    void theBrokerIsOfTheReleaseOfTheClient() {
        assertThat(image("broker"))
                .isEqualTo("apache/activemq-classic:"
                        + Page.find("<activemq.version>([^<]+)<", Page.read(Path.of("pom.xml")))
                                .get(0));
    }

    /** Before 17.12 it is affected by CVE-2026-2005, -2006, -6460 and -16239. */
    @Test
    void theDatabaseIsNoneWithKnownAdvisories() {
        assertThat(image("database")).startsWith("postgres:17.");
        assertThat(Integer.parseInt(image("database").substring("postgres:17.".length())))
                .isGreaterThanOrEqualTo(12);
    }

    @Test
    void everyImageStandsAmongTheVersionsThatAreLookedAfter() {
        String page = Page.read(Path.of("docs/security.md"));
        List<String> images = new ArrayList<>(Page.find("(?m)^FROM (\\S+)", DOCKERFILE));
        images.add(image("broker"));
        images.add(image("database"));
        assertThat(images).hasSize(4).allSatisfy(image -> assertThat(page).contains('`' + image + '`'));
    }

    @Test
    void onlyTheBrokerWritesOutsideOfItsVolumes() {
        assertThat(COMPOSE.getOrDefault("services", Map.of()))
                .allSatisfy((name, service) ->
                        assertThat(service.getOrDefault("read_only", false)).isEqualTo(!name.equals("broker")));
    }

    private static String image(String service) {
        return String.valueOf(COMPOSE.getOrDefault("services", Map.of())
                .getOrDefault(service, Map.of())
                .get("image"));
    }

    @Test
    void theApplicationReadsRoutesAndConfigurationOfTheWorkingCopy() {
        assertThat(applications())
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.get("volumes"))
                        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                        .contains("../routes:/app/routes:ro", "../config:/app/config:ro"));
    }

    @Test
    void theApplicationGetsOnlyVariablesThatItsSettingsRead() {
        List<String> known = Page.find("\\$\\{([A-Z][A-Z0-9_]*)", Page.read(Path.of("config/application.yaml")));

        assertThat(applications())
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.get("environment"))
                        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                        .containsKey("EXTOLE_API_KEY")
                        .allSatisfy((variable, value) -> assertThat(known).contains(variable)));
    }

    @Test
    void everyVariableThatTheSettingsReadReachesTheApplication() {
        List<String> known = Page.find("\\$\\{([A-Z][A-Z0-9_]*)", Page.read(Path.of("config/application.yaml")));

        assertThat(applications().stream()
                        .map(service -> (Map<?, ?>) service.get("environment"))
                        .flatMap(environment -> environment.keySet().stream())
                        .map(String::valueOf))
                .containsAll(known);
    }

    @Test
    void whatTheApplicationDependsOnHasAHealthcheck() {
        assertThat(services().filter(service -> service.containsKey("image")))
                .hasSize(2)
                .allSatisfy(service -> assertThat(service).containsKey("healthcheck"));
    }

    @Test
    void noServiceHasMoreRightsThanItNeeds() {
        assertThat(services()).allSatisfy(service -> {
            assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
            assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(service).containsKeys("mem_limit", "pids_limit");
        });
        assertThat(applications()).allSatisfy(service -> {
            assertThat(service).containsEntry("read_only", true).containsEntry("tmpfs", List.of("/tmp"));
            assertThat(service).doesNotContainKey("cap_add");
        });
    }

    @Test
    void nothingButTheIngestPortIsPublished() {
        assertThat(services())
                .allSatisfy(service ->
                        assertThat(service.getOrDefault("ports", List.of())).isIn(List.of(), List.of("8080:8080")));
        assertThat(Page.find("(?m)^EXPOSE (.+)", DOCKERFILE)).containsExactly("8080");
        assertThat(services().filter(service -> service.containsKey("image")))
                .allSatisfy(service -> assertThat(service.get("networks")).isEqualTo(List.of("inside")));
        assertThat(COMPOSE.getOrDefault("networks", Map.of()).get("inside")).containsEntry("internal", true);
    }

    @Test
    void theBuilderGetsWhatIsCopiedAndNothingElse() {
        List<String> lines = Page.read(Path.of(".dockerignore"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(lines).startsWith("*");
        assertThat(lines.stream().filter(line -> line.startsWith("!")).map(line -> line.substring(1)))
                .containsExactlyInAnyOrderElementsOf(Page.find("(?m)^COPY (?!--from)(.+) \\S+$", DOCKERFILE).stream()
                        .flatMap(sources -> Stream.of(sources.split(" ")))
                        .toList());
    }

    private static Stream<Map<String, Object>> services() {
        return COMPOSE.getOrDefault("services", Map.of()).values().stream();
    }

    private static List<Map<String, Object>> applications() {
        return services().filter(service -> service.containsKey("build")).toList();
    }
}
