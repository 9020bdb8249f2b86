package org.extoledestination.support;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.ExtoleDestination;

/** A command of the jar as a process of its own. */
public final class CommandProcess implements AutoCloseable {

    private final JavaProcess process;

    private CommandProcess(JavaProcess process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param log where what it prints goes
     * @param heap the most memory for objects, as {@code -Xmx} takes it
     * @param arguments the command and its options
     */
    public static CommandProcess start(Path log, String heap, String... arguments) {
        return startIn(Path.of("").toAbsolutePath(), log, heap, arguments);
    }

    /** The same of a command that asks the instance with this management address. */
    public static CommandProcess ask(URI management, Path log, String heap, String... arguments) {
        return start(
                log,
                heap,
                Stream.concat(Stream.of(arguments), Tokens.options(management).stream())
                        .toArray(String[]::new));
    }

    /** The same in a working directory of its own, where it finds its {@code config} and {@code routes}. */
    public static CommandProcess startIn(Path directory, Path log, String heap, String... arguments) {
        return new CommandProcess(JavaProcess.start(directory, log, java(heap, arguments)));
    }

    /** The same under a locale of its own, such as {@code C}. */
    public static CommandProcess startUnder(String locale, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "-u", "JAVA_TOOL_OPTIONS", "LC_ALL=" + locale));
        command.add(JavaProcess.java());
        command.addAll(java("256m", arguments));
        return new CommandProcess(JavaProcess.launch(log, command));
    }

    /** The same in a working directory of its own with more variables, such as {@code DATA_DIR=data}. */
    public static CommandProcess startWith(List<String> variables, Path directory, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(variables);
        command.add(JavaProcess.java());
        command.addAll(java("256m", arguments));
        return new CommandProcess(JavaProcess.launch(directory, log, command));
    }

    private static List<String> java(String heap, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1"));
        all.addAll(SharedClasses.options());
        all.add(ExtoleDestination.class.getName());
        all.addAll(List.of(arguments));
        return all;
    }

    /** The exit code, after waiting for the end. */
    public int exitCode() {
        return process.exitCode();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** {@code kill}, which is to a command what Ctrl-C is. */
    public void stop() {
        process.stop();
    }

    @Override
    public void close() {
        process.kill();
    }
}
