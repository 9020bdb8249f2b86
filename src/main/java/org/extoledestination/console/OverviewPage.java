package org.extoledestination.console;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /console}: is everything delivered, and if not, what waits and why. */
@ConsoleController
record OverviewPage(Pages pages, Viewers viewers, OverviewReader reader) {

    static final String CHANNEL = "overview";

    @GetMapping
    View show(Frame frame) {
        return pages.view("overview", Map.of("frame", frame, "overview", reader.now()));
    }

    @GetMapping("/live")
    SseEmitter live() {
        return viewers.open(CHANNEL);
    }
}
