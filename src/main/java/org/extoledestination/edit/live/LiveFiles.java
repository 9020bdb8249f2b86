package org.extoledestination.edit.live;

import java.nio.file.Path;
import java.util.Optional;

/** Files that may be edited while the application runs. */
public interface LiveFiles {

    /** An edit that was found valid and is not in force yet. */
    interface Edit {

        /**
         * Puts it in force, or leaves everything as it was.
         *
         * @return what is different now, in a few words for the log
         * @throws EditRefusedException if it does not work after all
         */
        String take() throws EditRefusedException;
    }

    /** Their name in health, log and messages. */
    String name();

    /** Their present content. Called four times a second. */
    FileStates look();

    /** Their content when the application read them at its start. */
    FileStates atStart();

    /**
     * Reads and judges all of them. Changes nothing.
     *
     * @throws EditRefusedException if anything is wrong with any of them
     */
    Edit read() throws EditRefusedException;

    /** The file of this name in {@link #look}, for people to read; empty if it is no file, or one that holds secrets. */
    default Optional<Path> path(String name) {
        return Optional.empty();
    }

    /** Asked as often as {@link #look()}, for what is to be done a while after an edit. */
    default void tidy() {}
}
