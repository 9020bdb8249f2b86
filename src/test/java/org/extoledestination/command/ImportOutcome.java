package org.extoledestination.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.support.Tokens;

/** What an import printed, and how it ended. */
record ImportOutcome(int exitCode, String out, String err) {

    /** Runs the command in this process, without a limit to its rate unless the options name one. */
    static ImportOutcome of(URI instance, Path file, String... options) {
        return of(instance, List.of(file), options);
    }

    /** The same of several files. */
    static ImportOutcome of(URI instance, List<Path> files, String... options) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        arguments.addAll(Tokens.options(instance));
        files.forEach(file -> arguments.add(file.toString()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--rate")) {
            arguments.addAll(List.of("--rate", "0"));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Commands.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new ImportOutcome(exitCode, out.toString(), err.toString());
    }

    /** A number of the summary. */
    long count(String what) {
        return out.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(what))
                .map(line -> line.split("\\s{2,}", -1)[1].replace(",", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No '" + what + "' in: " + out + err));
    }
}
