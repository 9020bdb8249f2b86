package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A team may put steps elsewhere, but not where something is lost. */
class StepOrderTest {

    private static final List<String> BEANS = List.of(
            "audienceStates", "deadLetters", "deadLetterReplay", "eventQueue", "heldEvents", "publicParameters");

    @TempDir
    private Path folder;

    private RouteFolderInUse routes;

    @BeforeEach
    void open() {
        routes = new RouteFolderInUse(folder);
        BEANS.forEach(bean -> routes.context().getRegistry().bind(bean, new Station()));
        for (String called : List.of("unique", "delivery", "public-parameters", "router")) {
            routes.route(called, "- log: x");
        }
    }

    @AfterEach
    void close() {
        routes.close();
    }

    @ParameterizedTest(name = "{0} before {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            bean: { ref: audienceStates, method: record }      | to: direct:unique                               | no news any more
            bean: { ref: audienceStates, method: record }      | to: { uri: direct:delivery }                    | no news any more
            to: direct:public-parameters                       | to: direct:unique                               | that Extole refuses
            bean: { ref: deadLetterReplay, method: queued }    | bean: { ref: eventQueue, method: keep }         | would lose the letter
            bean: { ref: heldEvents, method: release }         | bean: { ref: deadLetters, method: keep }        | would lose the event
            bean: { ref: heldEvents, method: "release()" }     | to: direct:router                               | would not be tried again
            to: direct:delivery                                | bean: { ref: heldEvents, method: forget }       | make the person anew
            to: direct:delivery                                | bean: { ref: publicParameters, method: forget } | make the person anew
            filter: { constant: "true", steps: [ { to: direct:delivery } ] } | split: { simple: "${body}", stopOnException: true, steps: [ { bean: { ref: deadLetters, method: forget } } ] } | make the person anew
            """)
    void isRefusedWithFileLineAndReason(String earlier, String later, String why) throws Exception {
        routes.route("way", "- log: x\n- " + later + "\n- " + earlier);
        routes.start();
        routes.close();
        open();

        routes.route("way", "- log: x\n- " + earlier + "\n- log: x\n- " + later);

        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(() -> routes.start())
                .withMessageContaining("way.camel.yaml:")
                .withMessageContaining("stands before")
                .withMessageContaining(why);
    }

    /** A step that is renamed there takes its rule along. */
    @Test
    void eachNameOfARuleStandsInTheShippedRoutes() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }

        assertThat(StepOrder.names())
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(all.toString())
                        .contains(name.contains(":") ? name : "ref: " + name.replace(".", ", method: ")));
    }

    /** Has the methods of the beans that the rules name. */
    static final class Station {

        /** As that of audienceStates. */
        public void record() {
            // Nothing happens in these routes.
        }

        /** As that of deadLetterReplay. */
        public void queued() {
            record();
        }

        /** As that of heldEvents. */
        public void release() {
            record();
        }

        /** As that of eventQueue and deadLetters. */
        public void keep() {
            record();
        }

        /** As that of all that know a person. */
        public void forget() {
            record();
        }
    }
}
