package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The readers of an answer. */
final class Form {

    @Option(names = "--json", description = "One JSON object, for other programs.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Prints the answer as it is for other programs, else as {@code people} does. */
    void print(JsonNode answer, Consumer<JsonNode> people) {
        if (json) {
            command.commandLine().getOut().println(answer);
        } else {
            people.accept(answer);
        }
    }
}
