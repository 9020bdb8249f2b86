package org.extoledestination.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** How far an import came, in a small file beside the imported one. */
final class ImportProgress {

    private static final int FINGERPRINT_BYTES = 64 * 1024;

    /** What the note is called behind the name of the imported file. */
    static final String SUFFIX = ".import-progress";

    /** For what cannot be gone on with. */
    static final ImportProgress NONE = new ImportProgress(null, new State(0, "", "", Tally.NOTHING));

    private final @Nullable Path file;
    private final State begin;

    private ImportProgress(@Nullable Path file, State begin) {
        this.file = file;
        this.begin = begin;
    }

    /**
     * What stands in the file.
     *
     * @param size of the imported file, in bytes
     * @param fingerprint of its beginning
     * @param terms what was asked for
     * @param tally what is done
     */
    record State(long size, String fingerprint, String terms, Tally tally) {}

    /**
     * The progress of importing {@code archive} on these terms.
     *
     * @throws ImportFailedException if another file, or the same on other terms, was begun
     */
    static ImportProgress of(Path archive, String terms, boolean restart) throws ImportFailedException {
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

    private static Optional<State> read(Path file) throws IOException, ImportFailedException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ArchiveJson.MAPPER.readValue(Files.readAllBytes(file), State.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ImportFailedException(
                    ImportFailedException.FAILED,
                    file + " cannot be understood. Begin anew with --restart: what was delivered is not sent again.");
        }
    }

    private static void check(State earlier, State now, Path file) throws ImportFailedException {
        if (earlier.size() != now.size() || !earlier.fingerprint().equals(now.fingerprint())) {
            throw new ImportFailedException(
                    ImportFailedException.FAILED,
                    "The file has changed since its import was begun (" + file + ", event "
                            + earlier.tally().read()
                            + "). Put the old one back, or begin anew with --restart: what was delivered is not sent"
                            + " again.");
        }
        if (!earlier.terms().equals(now.terms())) {
            throw new ImportFailedException(
                    ImportFailedException.USAGE,
                    "This import was begun with " + earlier.terms() + ", and is now asked for with " + now.terms()
                            + ". Use the same options to go on, or --restart to begin anew.");
        }
    }

    /** What an earlier run has done. */
    Tally done() {
        return begin.tally();
    }

    /** Notes that so much is done; a kill leaves the old note or the new one. */
    void save(Tally tally) throws ImportFailedException {
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            ObjectNode json =
                    ArchiveJson.MAPPER.valueToTree(new State(begin.size(), begin.fingerprint(), begin.terms(), tally));
            Files.writeString(next, json + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    void remove() throws ImportFailedException {
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

    private static ImportFailedException unwritable(Path file, IOException cause) {
        return new ImportFailedException(
                ImportFailedException.FAILED,
                "The progress cannot be kept in " + file + " ("
                        + cause.getClass().getSimpleName()
                        + "). Make its folder writable, or move the archive to one that is.");
    }
}
