package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesLoadingTest {

    @TempDir
    private Path folder;

    private RouteFolderInUse routes;

    @BeforeEach
    void open() {
        routes = new RouteFolderInUse(folder);
    }

    @AfterEach
    void close() {
        routes.close();
    }

    @Test
    void aRouteThatDoesNotSayWhoHandlesItsFailuresIsAMistake() throws IOException {
        routes.file("a.camel.yaml", """
                - route:
                    id: a
                    description: d
                    from: { uri: "direct:a", steps: [ { log: x } ] }
                """);

        assertThat(routes.mistakes())
                .containsExactly("a.camel.yaml:1  the route does not say who handles its failures: give it"
                        + " 'routeConfigurationId', or 'errorHandler: { noErrorHandler: {} }' to leave them to the"
                        + " route that calls it");
    }

    @Test
    void soundRoutesRun() {
        routes.route("a", "- bean: { ref: known, method: method }\n- to: direct:b")
                .route("b", "- log: here");

        CamelContext context = routes.start();

        assertThat(context.getRoutes()).extracting(Route::getRouteId).containsExactly("a", "b");
        assertThat(context.createProducerTemplate().requestBody("direct:a", "body", String.class))
                .isEqualTo("body");
    }

    @Test
    void aMissingFolderIsRefused() {
        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(() -> new RouteFiles(folder.resolve("nowhere"))
                        .load(routes.file("x", "").load()))
                .withMessageContaining("the folder holds no *.camel.yaml file");
        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(() -> new RouteFolder(folder.resolve("nowhere")).files())
                .withMessageContaining("nowhere  the folder does not exist");
    }

    @Test
    void anEmptyFolderIsRefused() {
        assertThat(routes.mistakes())
                .containsExactly(folder + "  the folder holds no *.camel.yaml file: nothing would be delivered");
    }

    @Test
    void aFileThatWouldBePassedOverIsRefused() {
        routes.route("a", "- log: x").file("b.yaml", "").file(".c.yaml", "").file("README.md", "");

        assertThat(routes.mistakes())
                .containsExactly("b.yaml  would not be read: name it *.camel.yaml, or move it away");
    }

    @Test
    void linksInACircleLinksToNothingAndFoldersThatLookLikeFilesAreRefused() throws IOException {
        routes.route("a", "- log: x");
        Files.createSymbolicLink(folder.resolve("b.camel.yaml"), Path.of("c.camel.yaml"));
        Files.createSymbolicLink(folder.resolve("c.camel.yaml"), Path.of("b.camel.yaml"));
        Files.createSymbolicLink(folder.resolve("d.camel.yaml"), Path.of("nowhere"));
        Files.createDirectory(folder.resolve("e.camel.yaml"));

        assertThat(routes.mistakes())
                .containsExactly(
                        "b.camel.yaml  the link leads to no file. Mend it, or remove it",
                        "c.camel.yaml  the link leads to no file. Mend it, or remove it",
                        "d.camel.yaml  the link leads to no file. Mend it, or remove it",
                        "e.camel.yaml  this is a folder, and its files would not be read. Move them up, or rename it");
    }

    @Test
    void aFileThatDisappearsWhileTheFolderIsReadIsRefused() {
        List<Mistake> mistakes = new ArrayList<>();

        assertThat(RouteText.read(folder.resolve("gone.camel.yaml"), mistakes::add))
                .isEmpty();
        assertThat(mistakes)
                .extracting(Mistake::toString)
                .containsExactly("gone.camel.yaml  the file disappeared while the folder was read. Put it back, or try"
                        + " again");
    }

    @Test
    void aFileThatIsNotTextOfYamlIsRefused() {
        routes.file("a.camel.yaml", "")
                .file("b.camel.yaml", "# only a comment\n")
                .file("c.camel.yaml", "- route: é".getBytes(StandardCharsets.ISO_8859_1))
                .file("d.camel.yaml", "- route:\n\tid: d\n")
                .file("e.camel.yaml", "- route:\n    id: [e\n    from: x\n");

        assertThat(routes.mistakes())
                .containsExactly(
                        "a.camel.yaml  the file is empty",
                        "b.camel.yaml  the file is empty",
                        "c.camel.yaml  the file is not written in UTF-8",
                        "d.camel.yaml:2  a tab stands before the text. YAML is indented with blanks only",
                        "e.camel.yaml:3  the file is not YAML: expected ',' or ']', but got :, column 9");
    }

    @Test
    void stepsAndFieldsThatCamelDoesNotKnowAreNamedWithLineAndColumn() {
        routes.route("a", "- chioce: {}").route("b", "- log:\n    mesage: x");

        List<String> mistakes = routes.mistakes();

        assertThat(mistakes.get(0)).isEqualTo("a.camel.yaml:7  Unknown node id: chioce, column 11");
        assertThat(mistakes.get(1))
                .startsWith("b.camel.yaml:8  ")
                .contains("mesage")
                .contains("column");
    }

    @Test
    void aRouteHasAnIdOfItsOwnADescriptionAndAFileForItself() {
        String nameless =
                "- route:\n    errorHandler: { noErrorHandler: {} }\n    from: { uri: \"direct:%s\", steps: [ { log: x } ] }\n";
        routes.route("a", "- log: x")
                .file("b.camel.yaml", nameless.formatted("b"))
                .file("c.camel.yaml", """
                        - route: { id: a, description: d, errorHandler: { noErrorHandler: {} }, from: { uri: "direct:c", steps: [ { log: x } ] } }
                        """)
                .file("d.camel.yaml", """
                        - route: { id: d1, description: d, errorHandler: { noErrorHandler: {} }, from: { uri: "direct:d1", steps: [ { log: x } ] } }
                        - route: { id: d2, description: d, errorHandler: { noErrorHandler: {} }, from: { uri: "direct:d2", steps: [ { log: x } ] } }
                        """);

        assertThat(routes.mistakes())
                .containsExactly(
                        "b.camel.yaml:1  the route has no 'description': say in a sentence what it does",
                        "b.camel.yaml:1  the route has no 'id'",
                        "c.camel.yaml:1  route id 'a' is taken by a.camel.yaml",
                        "d.camel.yaml:2  a second route. One route a file, so that each can be changed alone");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        routes.file("a.camel.yaml", """
                - route:
                    id: a
                    description: d
                    description: e
                    from: { uri: "direct:a", steps: [ { log: x } ] }
                    errorHandler: { noErrorHandler: {} }
                """);

        assertThat(routes.mistakes()).anyMatch(mistake -> mistake.startsWith("a.camel.yaml:4  "));
    }

    @Test
    void twoRoutesDoNotListenToTheSamePlace() {
        routes.route("a", "- log: x").file("b.camel.yaml", """
                - route:
                    id: b
                    description: d
                    from:
                      uri: direct://a?block=false
                      steps: [ { log: x } ]
                    errorHandler: { noErrorHandler: {} }
                """);

        assertThat(routes.mistakes()).containsExactly("b.camel.yaml:5  has the same 'from' as a.camel.yaml");
    }

    @Test
    void anUnknownErrorHandlingIsRefused() {
        routes.file("z.camel.yaml", RouteFolderInUse.HANDLER.formatted("java.lang.Exception", "log: x"))
                .file("a.camel.yaml", """
                        - route:
                            id: a
                            description: d
                            routeConfigurationId: failure
                            from: { uri: "direct:a", steps: [ { log: x } ] }
                        """);

        assertThat(routes.mistakes())
                .containsExactly("a.camel.yaml:4  there is no routeConfiguration 'failure': errors would go unhandled."
                        + " Known: failures");
    }

    @Test
    void errorHandlingCountsWhateverItsFileIsCalled() {
        routes.file(
                        "z.camel.yaml",
                        RouteFolderInUse.HANDLER.formatted("java.lang.Exception", "setBody: { constant: handled }"))
                .file("a.camel.yaml", """
                        - route:
                            id: a
                            description: d
                            routeConfigurationId: failures
                            from:
                              uri: direct:a
                              steps: [ { throwException: { exceptionType: java.io.IOException, message: x } } ]
                        """);

        CamelContext context = routes.start();

        assertThat(context.createProducerTemplate().requestBody("direct:a", "", String.class))
                .isEqualTo("handled");
    }
}
