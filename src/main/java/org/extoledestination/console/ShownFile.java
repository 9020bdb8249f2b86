package org.extoledestination.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.extoledestination.edit.live.LiveEdits.FileState;
import org.extoledestination.edit.live.LiveEdits.State;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Shown;

/**
 * A file of the configuration as a viewer may see it: as it is written, so that placeholders stay placeholders, without
 * what somebody has written where a placeholder belongs.
 *
 * @param lines its lines
 * @param marked the numbers of lines that a refusal names, from 1
 * @param isWhole whether it is shown to its end
 */
public record ShownFile(FileState state, List<String> lines, Set<Integer> marked, boolean isWhole) {

    private static final int MOST_BYTES = 256 * 1024;
    private static final String HIDDEN = "***";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}");

    /** A key that names a secret, with its value; a placeholder or an expression may stand there. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)((?<![\\w.-])[\\w.-]{0,60}(?:passw(?:or)?d|passphrase|secret|api[-_]?key|access[-_]?key|token|private[-_]?key)[\"']?"
                    + "\\s*[:=]\\s*)(?!\\s|[\"']?(?:\\{\\{|\\$\\{)|[>|{\\[])(\"[^\"]*\"|'[^']*'|[^\\s,}&\"']+)");

    /** The name of a header that holds a secret, and what is set as its value near by. */
    private static final Pattern HEADER = Pattern.compile(
            "(?i)\\bname:\\s*[\"']?[\\w-]{0,60}(?:authorization|cookie|key|token|secret|passw|signature|credential)");

    private static final Pattern VALUE = Pattern.compile(
            "(\\b(?:constant|simple|expression):\\s*)(?!\\s|[\"']?(?:\\{\\{|\\$\\{)|[>|{\\[])(\"[^\"]*\"|'[^']*'|[^,}]+)");

    private static final int NEAR = 3;

    /**
     * A mistake of an edit that was refused.
     *
     * @param file the file, if it is one of those that can be opened; otherwise empty
     * @param line its line; empty if the file as a whole is meant
     * @param text file, line and reason
     */
    public record Reason(String file, String line, String text) {

        private static final Pattern PLACE = Pattern.compile("^(\\S+?)(?::(\\d+))? {2}");

        static Reason of(String reason, State state) {
            Matcher place = PLACE.matcher(reason);
            boolean isKnown = place.find()
                    && state.files().stream()
                            .anyMatch(file -> file.name().equals(place.group(1))
                                    && !file.there().isEmpty());
            return isKnown
                    ? new Reason(place.group(1), place.group(2) == null ? "" : place.group(2), Shown.text(reason))
                    : new Reason("", "", Shown.text(reason));
        }
    }

    /** Why the latest edit was refused. */
    public static List<Reason> reasons(State state) {
        return state.refused().stream()
                .flatMap(refused -> refused.reasons().stream())
                .map(reason -> Reason.of(reason, state))
                .toList();
    }

    static ShownFile read(String name, State state, Path path) throws IOException {
        FileState file = state.files().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> gone(name));
        if (!Files.isRegularFile(path)) {
            throw gone(name);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            Set<Integer> marked = reasons(state).stream()
                    .filter(each -> state.refused().orElseThrow().isOpen()
                            && each.file().equals(name)
                            && !each.line().isEmpty())
                    .map(each -> Integer.valueOf(each.line()))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> lines =
                    safe(new String(bytes, StandardCharsets.UTF_8).lines().toList());
            return new ShownFile(file, lines, marked, in.read() < 0);
        }
    }

    static RuntimeException gone(String name) {
        return Problem.notFound("There is no file '" + Shown.name(name) + "' in this folder any more.");
    }

    static List<String> safe(List<String> lines) {
        List<String> safe = new ArrayList<>(lines);
        for (int i = 0; i < lines.size(); i++) {
            if (HEADER.matcher(lines.get(i)).find()) {
                for (int near = Math.max(0, i - NEAR); near <= Math.min(lines.size() - 1, i + NEAR); near++) {
                    safe.set(near, VALUE.matcher(safe.get(near)).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)));
                }
            }
        }
        safe.replaceAll(ShownFile::safe);
        return safe;
    }

    /** Placeholders are looked at by themselves: a default may stand in one. */
    static String safe(String line) {
        String masked = SECRET.matcher(line).replaceAll(found -> Matcher.quoteReplacement(found.group(1) + HIDDEN));
        StringBuilder safe = new StringBuilder();
        int end = 0;
        for (MatchResult placeholder : PLACEHOLDER.matcher(masked).results().toList()) {
            safe.append(Shown.text(masked.substring(end, placeholder.start())));
            safe.append(Shown.text(placeholder.group()));
            end = placeholder.end();
        }
        return safe.append(Shown.text(masked.substring(end))).toString();
    }
}
