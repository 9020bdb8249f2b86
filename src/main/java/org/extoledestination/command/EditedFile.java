package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An event in a file that nobody else may read, for an editor.
 *
 * @param before what is in the file at first
 */
record EditedFile(Path path, String before) {

    /** Puts the event into a new file, indented. */
    static EditedFile of(String event) throws IOException {
        String text = ArchiveJson.MAPPER.readTree(event).toPrettyString() + System.lineSeparator();
        Path path = Files.createTempFile("dead-letter-", ".json");
        Files.writeString(path, text);
        return new EditedFile(path, text);
    }

    /** Whether the editor has ended well and changed anything. */
    boolean edit(String editor) throws IOException {
        List<String> command = new ArrayList<>(List.of(editor.strip().split("\\s+")));
        command.add(path.toString());
        Process running;
        try {
            running = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            delete();
            throw new FailedException(
                    "The editor '" + command.get(0) + "' cannot be started. Name another with --editor.");
        }
        try {
            return running.waitFor() == 0 && !text().equals(before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String text() {
        return new InputFile(path).text();
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
