package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes exported dead letters to an instance, a few at a time. */
final class DeadLettersImport {

    private static final int LONGEST_LINE = 2 * 1024 * 1024;
    private static final int MOST_LINES = 200;
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    private final Instance instance;
    private final String path;
    private final boolean dryRun;
    private final List<String> lines = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private int characters;
    private long added;
    private long known;
    private long refused;

    DeadLettersImport(Instance instance, String path, boolean dryRun) {
        this.instance = instance;
        this.path = path;
        this.dryRun = dryRun;
    }

    void read(InputStream in) throws IOException {
        BoundedLines source = new BoundedLines(in, LONGEST_LINE);
        for (Optional<byte[]> line = source.next(); line.isPresent(); line = source.next()) {
            if (source.isTooLong()) {
                refuse(source.number(), "too_long", "The line is longer than a dead letter can be.");
            } else {
                add(source.number(), line.get());
            }
        }
        send();
    }

    private void add(long number, byte[] bytes) {
        String line;
        try {
            line = InputFile.utf8(bytes).strip();
        } catch (IOException e) {
            refuse(number, "not_utf8", "The line is not UTF-8.");
            return;
        }
        if (line.isEmpty()) {
            return;
        }
        if (lines.size() == MOST_LINES || characters + line.length() > MOST_CHARACTERS) {
            send();
        }
        lines.add(line);
        numbers.add(number);
        characters += line.length();
    }

    private void send() {
        if (lines.isEmpty()) {
            return;
        }
        JsonNode result = instance.post(path, Map.of("letters", String.join("\n", lines), "dryRun", dryRun));
        added += result.path("added").asLong();
        known += result.path("known").asLong();
        result.path("refused")
                .forEach(each -> refuse(
                        numbers.get(each.path("line").asInt()),
                        each.path("code").asText(),
                        each.path("message").asText()));
        lines.clear();
        numbers.clear();
        characters = 0;
    }

    private void refuse(long number, String code, String message) {
        refused++;
        instance.err().println("line " + number + ": " + code + ": " + message);
    }

    String summary() {
        return (dryRun ? "Dry run, nothing was kept: " : "Imported: ") + added + " new, " + known + " known already, "
                + refused + " refused.";
    }

    /** 3 if something was refused. */
    int exitCode() {
        return refused == 0 ? 0 : 3;
    }
}
