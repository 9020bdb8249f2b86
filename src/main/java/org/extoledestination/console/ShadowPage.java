package org.extoledestination.console;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.extoledestination.mapping.shadow.Shadow.Report;
import org.extoledestination.mapping.shadow.ShadowController;
import org.extoledestination.mapping.shadow.Tally.Numbers;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/** {@code /console/mappings/shadow}: how often and where a candidate's results differ. */
@ConsoleController
record ShadowPage(Pages pages, ShadowController shadow) {

    static final String PATH = MappingsPage.PATH + "/shadow";

    @GetMapping(PATH)
    View show(Frame frame) {
        Report report = shadow.report();
        Numbers numbers = report.numbers();
        List<Differing> rows = numbers == null ? List.of() : rows(numbers);
        return pages.view("shadow", Map.of("frame", frame, "report", report, "rows", rows));
    }

    private static List<Differing> rows(Numbers numbers) {
        return numbers.differences().entrySet().stream()
                .flatMap(mapping -> mapping.getValue().entrySet().stream()
                        .map(way -> new Differing(
                                mapping.getKey(),
                                way.getKey(),
                                way.getValue().count(),
                                way.getValue().example())))
                .sorted(Comparator.comparingLong(Differing::count).reversed())
                .toList();
    }
}
