package org.extoledestination.console;

import java.util.Map;
import org.extoledestination.ingest.archive.ImportController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/** {@code /console/imports}: how far the imports are whose chunks this process takes. */
@ConsoleController
record ImportsPage(Pages pages, ImportController imports) {

    static final String PATH = "/imports";

    @GetMapping(PATH)
    View show(Frame frame) {
        return pages.view("imports", Map.of("frame", frame, "listing", imports.list()));
    }
}
