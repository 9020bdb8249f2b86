package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Camel finds only when it builds a route, or never. */
class RouteBuildsTest {

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
    void mistakesInErrorHandlingAreBlamedOnItsOwnFile() {
        routes.file("a.camel.yaml", RouteFolderInUse.HANDLER.formatted("java.lang.NoSuch", "bean: { ref: nobody }"))
                .file("b.camel.yaml", """
                        - route:
                            id: b
                            description: d
                            routeConfigurationId: failures
                            from: { uri: "direct:b", steps: [ { log: x } ] }
                        """)
                .file(
                        "c.camel.yaml",
                        RouteFolderInUse.HANDLER
                                .replace("failures", "others")
                                .formatted("java.lang.Exception", "to: http://x?conectTimeout=1"));

        assertThat(routes.mistakes())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("a.camel.yaml:4  there is no class 'java.lang.NoSuch'"),
                        second -> assertThat(second)
                                .isEqualTo("a.camel.yaml:8  No bean could be found in the registry for: nobody"),
                        third -> assertThat(third).startsWith("c.camel.yaml:8  'http' has no option 'conectTimeout'."));
    }

    @Test
    void everythingThatCannotBeBuiltIsFoundAtOnceOnItsOwnLine() {
        routes.route("a", """
                - bean: { ref: known, method: method }
                - bean: { ref: nobody }
                - bean:
                    ref: nothing
                - bean: { ref: known, method: nothing }
                - setHeader: { name: x, simple: "${bodyx}" }
                - setBody: { simple: "{{no.such}}" }
                - choice:
                    when:
                      - simple: "${body} == 1"
                        steps:
                          - filter: { method: { ref: nobody2 }, steps: [ { log: x } ] }""").route("b", "- bean: { ref: nobody }");

        assertThat(routes.mistakes())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .isEqualTo("a.camel.yaml:8  No bean could be found in the registry for: nobody"),
                        two -> assertThat(two)
                                .isEqualTo("a.camel.yaml:10  No bean could be found in the registry for: nothing"),
                        three -> assertThat(three)
                                .startsWith("a.camel.yaml:11  ")
                                .contains("nothing"),
                        four -> assertThat(four).startsWith("a.camel.yaml:12  ").contains("bodyx"),
                        five -> assertThat(five).startsWith("a.camel.yaml:13  ").contains("no.such"),
                        six -> assertThat(six).startsWith("a.camel.yaml:18  ").contains("nobody2"),
                        seven -> assertThat(seven)
                                .isEqualTo("b.camel.yaml:7  No bean could be found in the registry for: nobody"));
    }

    @Test
    void mistakesInATryAndItsCatchAreFoundToo() {
        routes.route("a", """
                - doTry:
                    steps:
                      - bean: { ref: nobody1 }
                    doCatch:
                      - exception: [java.lang.Exception]
                        steps:
                          - bean: { ref: nobody2 }""").route("b", """
                - doTry:
                    steps:
                      - log: x
                    doFinally:
                      steps:
                        - bean: { ref: nobody3 }""");

        assertThat(routes.mistakes())
                .containsExactly(
                        "a.camel.yaml:9  No bean could be found in the registry for: nobody1",
                        "a.camel.yaml:13  No bean could be found in the registry for: nobody2",
                        "b.camel.yaml:12  No bean could be found in the registry for: nobody3");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "toD: \"direct:${bodyx}\"",
                "log: \"${bodyx}\"",
                "wireTap: { uri: \"direct:a-${bodyx}\" }",
                "throwException: { exceptionType: java.lang.Exception, message: \"${bodyx}\" }",
                "to: { uri: \"language:simple:${bodyx}\" }",
            })
    void simpleInTextIsCompiledToo(String step) {
        routes.route("a", "- log: x\n- " + step);

        assertThat(routes.mistakes())
                .singleElement()
                .asString()
                .startsWith("a.camel.yaml:8  ")
                .contains("bodyx");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "setBody: { %s }",
                "setHeader: { name: x, %s }",
                "setProperty: { name: x, %s }",
                "transform: { %s }",
                "setHeaders: { headers: [ { name: x, %s } ] }",
                "setVariable: { name: x, %s }",
                "script: { %s }",
                "filter: { %s, steps: [ { log: x } ] }",
                "split: { %s, steps: [ { log: x } ] }",
                "validate: { %s }",
                "loop: { %s, steps: [ { log: x } ] }",
                "delay: { %s }",
                "throttle: { %s }",
                "sort: { %s }",
                "enrich: { %s }",
                "pollEnrich: { %s }",
                "recipientList: { %s }",
                "routingSlip: { %s }",
                "dynamicRouter: { %s }",
                "aggregate: { aggregationStrategy: known, correlationExpression: { %s }, completionSize: 1, steps: [ { log: x } ] }",
                "aggregate: { aggregationStrategy: known, correlationExpression: { constant: 1 }, completionPredicate: { %s },"
                        + " steps: [ { log: x } ] }",
                "resequence: { %s, steps: [ { log: x } ] }",
                "idempotentConsumer: { idempotentRepository: ids, %s, steps: [ { log: x } ] }",
                "choice: { when: [ { constant: 1, steps: [ { log: x } ] }, { %s, steps: [ { log: x } ] } ] }",
                "doTry: { steps: [ { log: x } ], doCatch: [ { exception: [java.lang.Exception], onWhen: { %s },"
                        + " steps: [ { log: x } ] } ] }",
            })
    void everyExpressionIsCompiled(String step) {
        Map<String, String> wrong =
                Map.of("simple", "${bodyx}", "spel", "#{body.", "jsonpath", "$..[?(", "method", "nobody");
        wrong.forEach((language, expression) -> {
            routes.context().getRegistry().bind("ids", new MemoryIdempotentRepository());
            routes.route("a", "- log: x\n- " + step.formatted(language + ": \"" + expression + '"'));
            assertThat(routes.mistakes())
                    .as(language)
                    .singleElement()
                    .asString()
                    .startsWith("a.camel.yaml:8  ")
                    .containsAnyOf("bodyx", "No ending suffix", "is not a JSONPath", "nobody");
            routes.close();
            routes = new RouteFolderInUse(folder);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            setBody: { jsonpath: "$..[?(" }
            setBody: { jsonpath: { expression: "$.a[?" } }
            """)
    void aJsonPathThatCannotBeReadIsRefused(String step) {
        routes.route("a", "- " + step);

        assertThat(routes.mistakes())
                .singleElement()
                .asString()
                .startsWith("a.camel.yaml:7  '$")
                .contains("is not a JSONPath");
    }

    @Test
    void aCallThatNoRouteAnswersIsRefused() {
        routes.route("a", "- to: direct:nobody\n- wireTap: { uri: \"direct:c\" }\n- toD: direct:${body}")
                .route("b", "- log: x");

        assertThat(routes.mistakes())
                .containsExactlyInAnyOrder(
                        "a.camel.yaml:7  no route begins with 'direct:nobody'. Did you mean 'direct:b'?",
                        "a.camel.yaml:8  no route begins with 'direct:c'. Did you mean 'direct:a'?");
    }

    @Test
    void aBrokenFileIsNotAlsoMissedByTheOthers() {
        routes.route("a", "- to: direct:b").route("b", "- chioce: {}");

        assertThat(routes.mistakes()).containsExactly("b.camel.yaml:7  Unknown node id: chioce, column 11");
    }

    @Test
    void noMessageShowsTheValueOfAPlaceholder() {
        routes.set("api-key", "s3cr&t/value")
                .set("address", "http://s3cr3t-host")
                .route("a", """
                - setBody: { simple: "${bodyx.{{api-key}}}" }
                - to: "{{address}}/x?conectTimeout=1"
                - to: "nocomponent:x?key={{api-key}}"
                - to: "log:x?marker={{api-key}}&nosuch={{api-key}}"
                """);

        assertThat(routes.mistakes())
                .hasSize(5)
                .noneMatch(mistake -> mistake.contains("s3cr") || mistake.contains("/value"))
                .anyMatch(mistake -> mistake.startsWith("a.camel.yaml:10  a placeholder in this address"));
    }
}
