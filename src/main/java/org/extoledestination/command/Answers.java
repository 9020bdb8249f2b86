package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands do with the answer of an instance. */
final class Answers {

    private Answers() {}

    /** Prints the answer and returns 0, or the complaint and 1. */
    static int handle(CommandSpec command, Callable<JsonNode> call, Consumer<JsonNode> print) {
        try {
            print.accept(call.call());
            command.commandLine().getOut().flush();
            return 0;
        } catch (Instance.UnreachableException e) {
            command.commandLine().getErr().println(e.getMessage());
            return 1;
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            throw new ExecutionException(command.commandLine(), "The command failed", e);
        }
    }
}
