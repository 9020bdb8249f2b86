package org.extoledestination.console;

import java.io.IOException;
import java.util.Map;
import org.extoledestination.edit.live.LiveEdits;
import org.extoledestination.edit.live.LiveEdits.State;
import org.extoledestination.mapping.MappingEdits;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** {@code /console/mappings}: the mapping files in force, and the latest edit that was refused. */
@ConsoleController
record MappingsPage(Pages pages, LiveEdits edits) {

    static final String PATH = "/mappings";

    @GetMapping(PATH)
    View list(Frame frame) {
        State state = edits.state(MappingEdits.NAME);
        return pages.view("mappings", Map.of("frame", frame, "state", state));
    }

    @GetMapping(PATH + "/file")
    View file(Frame frame, @RequestParam(defaultValue = "") String name) throws IOException {
        ShownFile file = ShownFile.read(
                name,
                edits.state(MappingEdits.NAME),
                edits.path(MappingEdits.NAME, name).orElseThrow(() -> ShownFile.gone(name)));
        return pages.view("file", Map.of("frame", frame, "back", PATH, "folder", "Mappings", "file", file));
    }
}
