package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.extoledestination.activemqbatch.ActiveMqBatchComponent;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that do not do on the way of an event what they read like. */
class EventWayTest {

    @TempDir
    private Path folder;

    private RouteFolderInUse routes;

    @BeforeEach
    void open() {
        routes = new RouteFolderInUse(folder);
        routes.context().getRegistry().bind("heldEvents", new RouteFolderInUse.Known());
        routes.context()
                .getComponent("activemq-batch", ActiveMqBatchComponent.class)
                .setConnectionFactory(new ActiveMQConnectionFactory("tcp://127.0.0.1:1"));
        routes.context().getRegistry().bind("ids", MemoryIdempotentRepository.memoryIdempotentRepository());
        routes.context().getPropertiesComponent().addInitialProperty("delivery.events-url", "http://127.0.0.1:1");
        routes.context().getPropertiesComponent().addInitialProperty("delivery.api-url", "http://127.0.0.1:1");
        routes.route("aside", "- log: x");
        routes.file("queue.camel.yaml", """
                - route:
                    id: queue
                    description: For a test.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: activemq-batch:extole.events
                      steps:
                        - choice:
                            when:
                              - { constant: "true", steps: [ { to: { uri: direct:way } } ] }
                """);
    }

    @AfterEach
    void close() {
        routes.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            delay: { constant: "600000" }                                            | docs/recipes/delay.md
            delay: { constant: "1", asyncDelayed: true }                             | docs/recipes/delay.md
            throttle: { constant: "1" }                                              | rejectExecution: true
            throttle: { constant: "1", mode: ConcurrentRequests }                    | rejectExecution: true
            pollEnrich: { constant: "file:x" }                                       | Give it one
            to: seda:aside                                                           | to: activemq:
            toD: "seda:${header.x}"                                                  | to: activemq:
            aggregate: { correlationExpression: { constant: 1 }, aggregationStrategy: known, completionSize: 2, steps: [ { log: x } ] } | to: activemq:
            resequence: { simple: "${header.x}", steps: [ { log: x } ] }             | to: activemq:
            split: { simple: "${body}", steps: [ { log: x } ] }                      | stopOnException: true
            multicast: { steps: [ { to: direct:aside } ] }                           | stopOnException: true
            recipientList: { constant: direct:aside }                                | stopOnException: true
            setHeader: { name: segmentSource, constant: x }                          | 'extoleAccount'
            setHeaders: { headers: [ { name: x, constant: x }, { name: segmentSource, constant: x } ] } | 'extoleAccount'
            setHeader: { name: segmentEvent, constant: x }                           | rename-event.md
            setProperty: { name: segmentEvent, constant: x }                         | rename-event.md
            setHeader: { name: segmentMessageId, constant: x }                       | 'unique'
            setHeader: { name: segmentType, constant: track }                        | 'router'
            setHeader: { name: segmentsource, constant: x }                          | 'extoleAccount'
            setHeader: { name: SegmentSource, constant: x }                          | 'extoleAccount'
            removeHeader: { name: segmentSource }                                    | 'extoleAccount'
            removeHeaders: { pattern: "segment*" }                                   | is what the event was kept with
            removeHeaders: { pattern: "Segment.*" }                                  | is what the event was kept with
            routingSlip: { constant: "seda:aside" }                                  | to: activemq:
            dynamicRouter: { simple: "seda:aside" }                                  | to: activemq:
            doTry: { steps: [ { to: direct:aside } ], doCatch: [ { exception: [java.lang.Exception], steps: [ { log: x } ] } ] } | every failure
            doTry: { steps: [ { filter: { constant: "true", steps: [ { to: direct:aside } ] } } ], doCatch: [ { exception: [java.lang.Throwable], steps: [ { log: x } ] } ] } | every failure
            idempotentConsumer: { idempotentRepository: ids, simple: "${header.x}", steps: [ { log: x } ] } | eager: false
            idempotentConsumer: { idempotentRepository: ids, eager: true, simple: "${header.x}", steps: [ { log: x } ] } | eager: false
            to: { uri: "{{delivery.events-url}}/v6/events", parameters: { httpMethod: POST } } | throwExceptionOnFailure: false
            toD: "{{delivery.api-url}}/v4/erasures?throwExceptionOnFailure=true"     | throwExceptionOnFailure: false
            bean: { ref: heldEvents, method: "delay('30x')" }                        | is no time
            bean: { ref: heldEvents, method: "delay('PT30M')" }                      | is no time
            bean: { ref: heldEvents, method: "delay('30M')" }                        | is no time
            bean: { ref: heldEvents, method: "delay('1w')" }                         | is no time
            bean: { ref: heldEvents, method: "delay('')" }                           | is no time
            bean: { ref: heldEvents, method: "delay()" }                             | is no time
            bean: { ref: heldEvents, method: delay }                                 | is no time
            """)
    void isRefusedWithTheWayThatWorks(String step, String way) {
        routes.route("way", "- filter:\n    constant: true\n    steps:\n      - " + step)
                .file("seda.camel.yaml", """
                        - route:
                            id: seda
                            description: For a test.
                            errorHandler: { noErrorHandler: {} }
                            from: { uri: "seda:aside", steps: [ { log: x } ] }
                        """);

        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(routes::load)
                .satisfies(e -> assertThat(e.mistakes())
                        .singleElement()
                        .asString()
                        .startsWith("way.camel.yaml:10  ")
                        .contains(way));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "throttle: { constant: \"1\", rejectExecution: true }",
                "pollEnrich: { constant: \"file:x\", timeout: \"0\" }",
                "to: \"seda:aside?waitForTaskToComplete=Always\"",
                "wireTap: { uri: direct:aside }",
                "threads: { poolSize: 2 }",
                "loop: { constant: \"2\", steps: [ { log: x } ] }",
                "setHeader: { name: mine, constant: x }",
                "removeHeaders: { pattern: mine* }",
                "doTry: { steps: [ { to: direct:aside } ], doCatch: [ { exception: [java.lang.Exception], steps: [ { throwException: { message: x, exceptionType: java.lang.IllegalStateException } } ] } ] }",
                "doTry: { steps: [ { log: x } ], doCatch: [ { exception: [java.lang.Exception], steps: [ { log: x } ] } ] }",
                "bean: { ref: heldEvents, method: \"delay('30m')\" }",
                "bean: { ref: heldEvents, method: \"delay('1d12h')\" }",
                "bean: { ref: heldEvents, method: \"delay('5000')\" }",
                "bean: { ref: heldEvents, method: \"delay('${header.wait}')\" }",
                "setProperty: { name: extoleAccount, constant: x }",
                "idempotentConsumer: { idempotentRepository: ids, eager: false, simple: \"${header.x}\", steps: [ { log: x } ] }",
                "to: { uri: \"{{delivery.events-url}}/v6/events\", parameters: { throwExceptionOnFailure: false } }",
                "split: { simple: \"${body}\", stopOnException: true, steps: [ { log: x } ] }",
            })
    void goesThrough(String step) {
        routes.route("way", "- " + step).file("seda.camel.yaml", """
                - route:
                    id: seda
                    description: For a test.
                    errorHandler: { noErrorHandler: {} }
                    from: { uri: "seda:aside", steps: [ { log: x } ] }
                """);

        assertThat(routes.load().isStarted()).isFalse();
    }

    @Test
    void whatIsNotOnTheWayMayDoAsItLikes() {
        routes.route("way", "- wireTap: { uri: direct:tapped }").route("tapped", "- delay: { constant: \"1\" }");

        assertThat(routes.load().isStarted()).isFalse();
    }
}
