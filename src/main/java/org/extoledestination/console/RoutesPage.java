package org.extoledestination.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.extoledestination.edit.live.LiveEdits;
import org.extoledestination.edit.routes.RunningRoutes;
import org.extoledestination.edit.routes.RunningRoutes.Line;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Shown;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** {@code /console/routes}: the routes that run, which calls which, their steps and files. */
@ConsoleController
record RoutesPage(Pages pages, LiveEdits edits, RunningRoutes routes) {

    static final String PATH = "/routes";

    @GetMapping(PATH)
    View list(Frame frame) {
        List<Line> lines = routes.all();
        return pages.view(
                "routes",
                Map.of(
                        "frame",
                        frame,
                        "state",
                        edits.state(RunningRoutes.FILES),
                        "routes",
                        lines,
                        "graph",
                        RouteGraph.of(lines)));
    }

    @GetMapping(PATH + "/route")
    View show(Frame frame, @RequestParam(defaultValue = "") String id) {
        return pages.view(
                "route",
                Map.of(
                        "frame",
                        frame,
                        "route",
                        routes.one(id)
                                .orElseThrow(() -> Problem.notFound("No route '" + Shown.name(id) + "' runs here."))));
    }

    @GetMapping(PATH + "/file")
    View file(Frame frame, @RequestParam(defaultValue = "") String name) throws IOException {
        ShownFile file = ShownFile.read(
                name,
                edits.state(RunningRoutes.FILES),
                edits.path(RunningRoutes.FILES, name).orElseThrow(() -> ShownFile.gone(name)));
        return pages.view("file", Map.of("frame", frame, "back", PATH, "folder", "Routes", "file", file));
    }
}
