package org.extoledestination.console;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/** Where users sign in. {@link ConsoleSecurity} takes what they send. */
@ConsoleController
record LoginPage(Pages pages, ConsoleUsers users) {

    @GetMapping("/login")
    View show(Frame frame) {
        return pages.view("login", Map.of("frame", frame, "isByToken", users.isByToken(), "message", ""));
    }
}
