package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every failure says in which step of which route it began. */
class StepFaultsTest {

    private static final String HANDLER = """
            - routeConfiguration:
                id: failures
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                      handled: { constant: "true" }
                      redeliveryPolicy: { maximumRedeliveries: 2, redeliveryDelay: "1", logRetryAttempted: false }
                      steps:
                        - setProperty: { name: handled, simple: "${exception}" }
            """;

    @TempDir
    private Path folder;

    private RouteFolderInUse routes;

    @BeforeEach
    void open() {
        routes = new RouteFolderInUse(folder);
        Processor fails = exchange -> {
            throw new IllegalStateException("secret");
        };
        routes.context().getRegistry().bind("fails", fails);
    }

    @AfterEach
    void close() {
        routes.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            setBody: { spel: "#{body.nothing}" }                              | setBody
            setHeader: { name: x, spel: "#{body.nothing}" }                   | setHeader
            setProperty: { name: x, simple: "${body.nothing}" }               | setProperty
            setBody: { jsonpath: "$.nothing.more" }                           | setBody
            filter: { spel: "#{body.nothing}", steps: [ { log: x } ] }        | filter
            choice: { when: [ { spel: "#{body.nothing}", steps: [ { log: x } ] } ] } | choice
            split: { spel: "#{body.nothing}", steps: [ { log: x } ] }         | split
            loop: { spel: "#{body.nothing}", steps: [ { log: x } ] }          | loop
            bean: { ref: known, method: fail }                                | bean
            setBody: { method: { ref: known, method: fail } }                 | setBody
            process: { ref: fails }                                           | process
            script: { spel: "#{body.nothing}" }                               | script
            unmarshal: { json: { library: Jackson } }                         | unmarshal
            to: "http://127.0.0.1:1/nobody"                                   | to
            toD: "http://127.0.0.1:1/${header.nobody}"                        | toD
            enrich: { constant: "http://127.0.0.1:1/nobody" }                 | enrich
            validate: { constant: "false" }                                   | validate
            throwException: { exceptionType: java.lang.Exception, message: secret } | throwException
            convertBodyTo: { type: java.util.Date }                           | convertBodyTo
            """)
    void aStepOfAnyKindIsNamed(String step, String name) {
        routes.route("a", "- log: x\n- " + step).start();

        assertThat(FaultPlace.of(failure(routes.context().createProducerTemplate(), "direct:a")))
                .startsWith("a.camel.yaml:8, step '" + name + "' of route 'a': ")
                .contains(" at ")
                .doesNotContain("secret");
    }

    private static Exception failure(ProducerTemplate template, String uri) {
        Exchange exchange = template.send(uri, given -> given.getMessage().setBody("secret"));
        Exception failure = exchange.getException();
        return failure == null ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class) : failure;
    }

    @Test
    void theInnermostStepIsNamedThroughCallsAndSplitsAndAttempts() {
        routes.file("00-failures.camel.yaml", HANDLER)
                .route("b", "- split:\n    constant: x\n    stopOnException: true\n    steps:\n      - to: direct:c")
                .route(
                        "c",
                        "- doTry: { steps: [ { bean: { ref: known, method: fail } } ], doCatch: [ { exception:"
                                + " [java.lang.Exception], steps: [ { log: caught } ] } ] }\n- bean:\n    ref: known\n    method: fail")
                .file("a.camel.yaml", """
                        - route:
                            id: a
                            description: For a test.
                            routeConfigurationId: failures
                            from:
                              uri: direct:a
                              steps:
                                - to: direct:b
                        """);
        routes.start();

        assertThat(FaultPlace.of(failure(routes.context().createProducerTemplate(), "direct:a")))
                .startsWith("c.camel.yaml:8, step 'bean' of route 'c': java.lang.IllegalStateException at ");
    }
}
