package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * How far an import came, in a small file beside the imported one.
 *
 * @param file null if there is nothing to go on with
 * @param begin what an earlier run has left
 */
record ImportProgress(@Nullable Path file, State begin) {

    private static final int FINGERPRINT_BYTES = 64 * 1024;

    /** The suffix of the progress file, after the name of the imported file. */
    static final String SUFFIX = ".import-progress";

    /** For what cannot be gone on with. */
    static final ImportProgress NONE = new ImportProgress(null, new State(0, "", "", Tally.NOTHING));

    /**
     * The content of the progress file.
     *
     * @param size of the imported file, in bytes
     * @param fingerprint of its beginning
     * @param terms what was asked for
     */
    record State(long size, String fingerprint, String terms, Tally tally) {}

    /** The progress of importing {@code archive} on these terms. Fails if another file, or the same on others, was begun. */
    static ImportProgress of(Path archive, String terms, boolean restart) {
        Path file = archive.resolveSibling(archive.getFileName() + SUFFIX);
        try {
            State fresh = new State(Files.size(archive), fingerprint(archive), terms, Tally.NOTHING);
            Optional<State> earlier = restart ? Optional.empty() : read(file);
            if (earlier.isPresent()) {
                check(earlier.get(), fresh, file);
            }
            ImportProgress progress = new ImportProgress(file, earlier.orElse(fresh));
            progress.save(progress.done());
            return progress;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static Optional<State> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ArchiveJson.MAPPER.readValue(Files.readAllBytes(file), State.class));
        } catch (JsonProcessingException e) {
            throw new FailedException(
                    file + " cannot be understood. Begin anew with --restart: what was delivered is not sent again.");
        }
    }

    private static void check(State earlier, State now, Path file) {
        if (earlier.size() != now.size() || !earlier.fingerprint().equals(now.fingerprint())) {
            throw new FailedException("The file has changed since its import was begun (" + file + ", event "
                    + earlier.tally().read()
                    + "). Put the old one back, or begin anew with --restart: what was delivered is not sent"
                    + " again.");
        }
        if (!earlier.terms().equals(now.terms())) {
            throw FailedException.wrongUse(
                    "This import was begun with " + earlier.terms() + ", and is now asked for with " + now.terms()
                            + ". Use the same options to go on, or --restart to begin anew.");
        }
    }

    /** The progress of an earlier run. */
    Tally done() {
        return begin.tally();
    }

    /** Notes that so much is done; a kill leaves the old note or the new one. */
    void save(Tally tally) {
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            State state = new State(begin.size(), begin.fingerprint(), begin.terms(), tally);
            Files.writeString(next, ArchiveJson.MAPPER.writeValueAsString(state) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    void remove() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static String fingerprint(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return DigestUtils.sha256Hex(in.readNBytes(FINGERPRINT_BYTES));
        }
    }

    private static FailedException unwritable(Path file, IOException cause) {
        return new FailedException("The progress cannot be kept in " + file + " ("
                + cause.getClass().getSimpleName()
                + "). Make its folder writable, or move the archive to one that is.");
    }
}
