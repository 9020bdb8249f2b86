package org.extoledestination.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the application has printed: it goes to terminals and to collectors of logs, so no sender may write in it. */
final class Printed {

    /** C0 but for line end and tabulator, C1, and the marks that change the direction of text. */
    private static final Pattern CONTROLS =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private static final int LONGEST_LINE = 4_000;

    private final Path file;

    Printed(Path file) {
        this.file = file;
    }

    long lines() {
        return text().lines().count();
    }

    /** What must not stand there. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        text().lines()
                .filter(line -> CONTROLS.matcher(line).find())
                .findFirst()
                .ifPresent(line -> faults.add("a control character or a mark of direction is logged: " + shown(line)));
        add(faults, "mallory@evil", "an e-mail address is logged");
        text().lines()
                .filter(line -> line.startsWith("2026-11-29 ERROR forged"))
                .findFirst()
                .ifPresent(line -> faults.add("a line is forged: " + shown(line)));
        add(faults, HostileInputs.PUBLIC_KEY, "a write key is logged");
        add(faults, "sandbox-api-key", "Extole's key is logged");
        add(faults, "OutOfMemoryError", "the memory ran out");
        add(faults, "StackOverflowError", "the stack ran out");
        text().lines()
                .filter(line -> line.length() > LONGEST_LINE)
                .findFirst()
                .ifPresent(line -> faults.add("a line of " + line.length() + " letters is logged: " + shown(line)));
        return faults;
    }

    private void add(List<String> faults, String word, String fault) {
        text().lines()
                .filter(line -> line.contains(word))
                .findFirst()
                .ifPresent(line -> faults.add(fault + ": " + shown(line)));
    }

    private static String shown(String line) {
        String safe = CONTROLS.matcher(line).replaceAll("?");
        return safe.substring(0, Math.min(300, safe.length()));
    }

    private String text() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
