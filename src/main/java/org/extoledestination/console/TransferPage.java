package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.extoledestination.deadletter.DeadLetterDesk.Imported;
import org.extoledestination.deadletter.DeadLetterFilter;
import org.extoledestination.deadletter.DeadLettersController;
import org.extoledestination.deadletter.DeadLettersController.Export;
import org.extoledestination.deadletter.DeadLettersController.ExportPage;
import org.extoledestination.deadletter.DeadLettersController.Import;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.platform.management.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/**
 * {@code /console/dead-letters/transfer}: letters as lines of JSON, out of this instance and into it, as the commands
 * {@code dead-letters export} and {@code import} write and read them.
 */
@ConsoleController
record TransferPage(Pages pages, DeadLettersController letters, AddressFilter<DeadLetterFilter> filters, Clock clock) {

    static final String PATH = DeadLettersPage.PATH + "/transfer";

    private static final Set<String> OWN = Set.of("csrf", "unmask", "pasted", "dryRun");
    private static final int LONGEST_WHY = 200;
    private static final int AT_ONCE = 1_000;
    /** A form may be 2 MB, and quotation marks take three times their size in it. The command takes any number of lines. */
    private static final int MOST_CHARACTERS = 500_000;

    @GetMapping(PATH)
    View show(Frame frame, HttpServletRequest request) {
        return page(frame, Asked.of(request, OWN), null, "");
    }

    /** All letters of the filter. Their events are whole: each letter could be brought in again. */
    @PostMapping(PATH + "/export")
    View export(HttpServletRequest request, @RequestParam(defaultValue = "") String unmask) {
        if (unmask.isBlank() || unmask.length() > LONGEST_WHY) {
            throw new IllegalArgumentException("Say in at most " + LONGEST_WHY
                    + " characters why they are exported: the lines hold personal data. Nothing was exported.");
        }
        DeadLetterFilter filter = filters.reader().apply(Asked.of(request, OWN).values(), Set.of());
        Audit.because(unmask);
        // Here, where a database that is away is still told as a page.
        Export first = letters.export(filter, new ExportPage(AT_ONCE, 0));
        String name = "dead-letters-" + clock.instant().toString().replaceAll("[^0-9T]+", "-") + ".ndjson";
        return (model, asked, answer) -> write(filter, first, name, answer);
    }

    private void write(DeadLetterFilter filter, Export first, String name, HttpServletResponse answer)
            throws IOException {
        answer.setContentType("application/x-ndjson");
        answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
        answer.setHeader("Content-Disposition", "attachment; filename=\"" + name + '"');
        Writer lines = answer.getWriter();
        for (Export some = first; ; ) {
            for (String line : some.lines()) {
                lines.write(line);
                lines.write('\n');
            }
            Long next = some.next();
            if (next == null || answer.getWriter().checkError()) {
                return;
            }
            some = letters.export(filter, new ExportPage(AT_ONCE, next));
        }
    }

    /** {@code dryRun}: only tells what would come of it. */
    @PostMapping(PATH + "/import")
    View take(
            Frame frame,
            @RequestParam(defaultValue = "") String pasted,
            @RequestParam(defaultValue = "false") boolean dryRun) {
        String lines = pasted.replace("\r", "").strip();
        if (lines.isEmpty() || lines.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("Paste the lines of an export, at most " + MOST_CHARACTERS
                    + " characters; 'dead-letters import' takes any number. Nothing was imported.");
        }
        Imported imported = letters.take(DeadLetterFilter.NONE, new Import(lines, dryRun));
        return page(frame, new Asked(Map.of()), new Transferred(dryRun, imported), dryRun ? lines : "");
    }

    private View page(Frame frame, Asked asked, @Nullable Transferred result, String pasted) {
        DeadLetterFilter filter = filters.reader().apply(asked.values(), Set.of());
        Map<String, Object> model = new HashMap<>(Map.of(
                "frame",
                frame,
                "query",
                asked.query(),
                "filter",
                asked.shown(),
                "count",
                letters.list(filter, new DeadLettersController.Page(1, Long.MAX_VALUE))
                        .total(),
                "pasted",
                pasted));
        if (result != null) {
            model.put("result", result);
        }
        return pages.view("transfer", model);
    }
}
