package org.extoledestination.console;

import java.util.Map;
import org.extoledestination.delivery.parameters.ParametersController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/** {@code /console/parameters}: PUBLIC parameters that wait, and those that were not written. */
@ConsoleController
record ParametersPage(Pages pages, ParametersController parameters) {

    static final String PATH = "/parameters";

    @GetMapping(PATH)
    View show(Frame frame) {
        return pages.view("parameters", Map.of("frame", frame, "listing", parameters.list()));
    }
}
