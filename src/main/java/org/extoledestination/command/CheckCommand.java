package org.extoledestination.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
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
        exitCodeList = {"0:sound", "1:there are mistakes", "2:not understood"},
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        Environment settings = Instance.settings();
        MappingCheck mappings = MappingCheck.run(settings);
        RouteCheck routes = RouteCheck.run(settings, mappings.mappings());
        List<String> mistakes = Stream.concat(routes.mistakes().stream(), mappings.mistakes().stream())
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        routes.notes().forEach(note -> out.println("Note: " + note));
        mistakes.forEach(out::println);
        out.println(
                mistakes.isEmpty() ? "Sound: " + routes.summary() + ", " + mappings.summary() + "." : count(mistakes));
        out.flush();
        return mistakes.isEmpty() ? 0 : 1;
    }

    private static String count(List<String> mistakes) {
        return mistakes.size() == 1 ? "1 mistake." : mistakes.size() + " mistakes.";
    }
}
