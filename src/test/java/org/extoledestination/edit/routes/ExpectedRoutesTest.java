package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.event.CamelContextStoppingEvent;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

class ExpectedRoutesTest {

    @TempDir
    private Path folder;

    private RouteFolderInUse routes;
    private CamelContext context;
    private ExpectedRoutes expected;

    @BeforeEach
    void start() {
        routes = new RouteFolderInUse(folder)
                .set("switch", "false")
                .route("ingest-a", "- log: x")
                .route("ingest-b", "- log: x")
                .route("delivery", "- log: x")
                .file("off.camel.yaml", """
                        - route:
                            id: ingest-off
                            description: d
                            autoStartup: "{{switch}}"
                            from: { uri: "direct:off", steps: [ { log: x } ] }
                            errorHandler: { noErrorHandler: {} }
                        """);
        context = routes.load();
        expected = new ExpectedRoutes(context);
        expected.expectAllLoaded();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private void started() {
        context.start();
        expected.started();
    }

    @Test
    void nothingIsUpBeforeTheStartIsComplete() {
        context.start();

        assertThat(expected.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(expected.allRun("ingest")).isFalse();
    }

    @Test
    void isUpWhenAllRunButThoseThatAreSwitchedOff() {
        started();

        assertThat(expected.health().getStatus()).isEqualTo(Status.UP);
        assertThat(expected.health().getDetails()).containsEntry("running", 3);
        assertThat(expected.allRun("ingest")).isTrue();
        assertThat(expected.allRun("nothing-of-this-name")).isFalse();
    }

    @Test
    void aStoppedRouteIsMissedUntilItRunsAgain() throws Exception {
        started();

        context.getRouteController().stopRoute("ingest-a");

        assertThat(expected.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(expected.health().getDetails()).containsEntry("notRunning", List.of("ingest-a"));
        assertThat(expected.allRun("ingest")).isFalse();
        assertThat(expected.allRun("delivery")).isTrue();

        context.getRouteController().startRoute("ingest-a");

        assertThat(expected.health().getStatus()).isEqualTo(Status.UP);
        assertThat(expected.allRun("ingest")).isTrue();
    }

    @Test
    void aSuspendedRouteIsMissedUntilItRunsAgain() throws Exception {
        started();

        context.getRouteController().suspendRoute("delivery");

        assertThat(expected.health().getDetails()).containsEntry("notRunning", List.of("delivery"));

        context.getRouteController().resumeRoute("delivery");

        assertThat(expected.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aRemovedRouteIsMissedUntilItIsBack() throws Exception {
        started();
        Model model = Steps.model(context);
        RouteDefinition delivery = model.getRouteDefinition("delivery");

        context.getRouteController().stopRoute("delivery");
        context.removeRoute("delivery");

        assertThat(expected.health().getDetails()).containsEntry("notRunning", List.of("delivery"));

        model.addRouteDefinition(delivery);

        assertThat(expected.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aRouteThatDidNotStartIsNamedWithItsFile() throws Exception {
        context.start();
        context.getRouteController().stopRoute("ingest-b");

        assertThatExceptionOfType(MistakesException.class)
                .isThrownBy(expected::started)
                .withMessage("1 mistake in the route files\n- ingest-b.camel.yaml:1  route 'ingest-b' did not start");
        assertThat(expected.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void theDoorClosesWhenTheApplicationBeginsToStop() {
        started();
        AtomicReference<Boolean> whileStopping = new AtomicReference<>();
        context.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelContextStoppingEvent) {
                    whileStopping.set(expected.allRun("ingest"));
                }
            }
        });

        context.stop();

        assertThat(whileStopping.get()).isFalse();
        assertThat(expected.allRun("ingest")).isFalse();
    }
}
