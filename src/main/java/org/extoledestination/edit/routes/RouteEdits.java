package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.extoledestination.edit.live.EditRefusedException;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.edit.live.LiveFiles;
import org.extoledestination.platform.files.MistakesException;

/** The route files while the application runs. */
final class RouteEdits implements LiveFiles {

    static final String NAME = "routes";

    private final Path folder;
    private final ScratchContext scratch;
    private final Supplier<RouteExchange> routes;
    private final Supplier<FileStates> atStart;
    private final Rehearsal rehearsal;

    RouteEdits(
            Path folder,
            ScratchContext scratch,
            Supplier<RouteExchange> routes,
            Supplier<FileStates> atStart,
            Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
        this.folder = folder;
        this.scratch = scratch;
        this.routes = routes;
        this.atStart = atStart;
    }

    static FileStates states(Path folder) {
        return FileStates.of(folder, name -> name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FileStates look() {
        return states(folder);
    }

    @Override
    public FileStates atStart() {
        return atStart.get();
    }

    @Override
    public Optional<Path> path(String name) {
        return Optional.of(folder.resolve(name));
    }

    @Override
    public Edit read() throws EditRefusedException {
        try {
            scratch.check(folder);
            RouteSet read = RouteSet.read(folder);
            return () -> {
                String changed = routes.get().take(read);
                rehearsal.renew();
                return changed;
            };
        } catch (MistakesException e) {
            throw EditRefusedException.wrong(e.lines());
        }
    }

    @Override
    public void tidy() {
        routes.get().tidy();
    }
}
