package org.extoledestination.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reports each refused event with place and reason, never with its content. */
final class RefusedEvents implements AutoCloseable {

    private static final int MOST_LINES = 20;

    private final @Nullable BufferedWriter file;
    private final ImportOutput output;
    private final boolean several;
    private String archive = "";
    private long count;

    /**
     * To a file, a JSON object a line, or to the operator.
     *
     * @param resumed whether an earlier run has begun the file
     * @param several whether each event is to be told with its file
     */
    RefusedEvents(@Nullable Path path, boolean resumed, boolean several, ImportOutput output) {
        this.several = several;
        this.output = output;
        try {
            StandardOpenOption how = resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            this.file = path == null
                    ? null
                    : Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** The following events are of this file. */
    void begin(String nextArchive) {
        archive = nextArchive;
    }

    void add(ArchivedEvent event, String code, String message) {
        count++;
        if (file == null) {
            if (count <= MOST_LINES) {
                output.say((several ? archive + ", " : "") + "line " + event.line() + ", event " + event.number()
                        + (event.messageId().isEmpty() ? "" : ", messageId " + event.messageId()) + ": " + code + ". "
                        + message);
            }
            return;
        }
        ObjectNode line = ArchiveJson.MAPPER.createObjectNode();
        if (several) {
            line.put("file", archive);
        }
        line.put("line", event.line()).put("event", event.number());
        line.put("messageId", event.messageId()).put("code", code).put("message", message);
        try {
            file.write(line + "\n");
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Brings everything so far to the file. */
    void flush() {
        try {
            if (file != null) {
                file.flush();
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void close() {
        if (file == null && count > MOST_LINES) {
            output.say("and " + (count - MOST_LINES) + " more. --report FILE writes all of them.");
        }
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static FailedException unwritable(IOException cause) {
        return new FailedException("The report cannot be written "
                + (cause instanceof NoSuchFileException
                        ? "there: its folder does not exist"
                        : "there (" + cause.getClass().getSimpleName() + ")")
                + ". Name another file with --report, and run the same command again to go on.");
    }
}
