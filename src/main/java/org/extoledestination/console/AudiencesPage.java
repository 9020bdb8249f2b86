package org.extoledestination.console;

import java.util.Map;
import org.extoledestination.gate.audience.AudiencesController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/** {@code /console/audiences}: who enters and leaves, in numbers; initial syncs; what is not sent again. */
@ConsoleController
record AudiencesPage(Pages pages, AudiencesController audiences) {

    static final String PATH = "/audiences";

    @GetMapping(PATH)
    View show(Frame frame) {
        return pages.view("audiences", Map.of("frame", frame, "listing", audiences.list()));
    }
}
