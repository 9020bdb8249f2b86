package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the shipped routes some steps stand before others so that nothing is lost between them. */
class ShippedOrderTest {

    private final List<String> calls = new ArrayList<>();
    private String failing = "";
    private RouteFolderInUse routes;

    @BeforeEach
    void makeFolder(@TempDir Path folder) {
        routes = new RouteFolderInUse(folder);
    }

    @AfterEach
    void close() {
        routes.close();
    }

    /** Stands in for a bean of ours: takes down that it was called. */
    public final class Station {

        private final String name;

        private Station(String name) {
            this.name = name;
        }

        /** A step of the dead letter's route, and of others. */
        public void keep(Exchange exchange) {
            called("keep");
        }

        /** A step of the dead letter's route. */
        public void release(Exchange exchange) {
            called("release");
        }

        private void called(String method) {
            String call = name + '.' + method;
            calls.add(call);
            if (call.equals(failing)) {
                throw new IllegalStateException(call + " fails");
            }
        }
    }

    private void start(String file, String... beans) throws Exception {
        for (String bean : beans) {
            routes.context().getRegistry().bind(bean, new Station(bean));
        }
        routes.file(file, Files.readAllBytes(Path.of("routes", file)));
        routes.start();
    }

    private void send(String route) {
        routes.context().createProducerTemplate().sendBody("direct:" + route, "event");
    }

    @Test
    void aDeadLetterIsKeptBeforeThePlaceAsideIsGivenUp() throws Exception {
        start("50-dead-letter.camel.yaml", "deadLetters", "heldEvents");

        send("dead-letter");

        assertThat(calls).containsExactly("deadLetters.keep", "heldEvents.release");
    }

    @Test
    void aDeadLetterThatCouldNotBeKeptKeepsItsPlaceAside() throws Exception {
        start("50-dead-letter.camel.yaml", "deadLetters", "heldEvents");
        failing = "deadLetters.keep";

        assertThatThrownBy(() -> send("dead-letter")).isInstanceOf(CamelExecutionException.class);

        assertThat(calls).containsExactly("deadLetters.keep");
    }
}
