package org.extoledestination.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: whether the application would start with the files of this folder, and map as its tests say. */
@Command(
        name = "check",
        description = {
            "Checks the settings, all route and mapping files and their tests in this folder, and lists every"
                    + " mistake with its file and line.",
            "Needs no network, no broker and no database."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:sound", "1:there are mistakes", "2:not understood"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Check found = Check.run(Instance.settings());
        PrintWriter out = spec.commandLine().getOut();
        found.notes.forEach(note -> out.println("Note: " + note));
        found.mistakes.forEach(out::println);
        int mistakes = found.mistakes.size();
        out.println(
                mistakes == 0
                        ? "Sound: " + String.join(", ", found.summary) + "."
                        : mistakes == 1 ? "1 mistake." : mistakes + " mistakes.");
        out.flush();
        return mistakes == 0 ? 0 : 1;
    }
}
