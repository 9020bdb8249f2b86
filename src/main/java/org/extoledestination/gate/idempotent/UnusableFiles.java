package org.extoledestination.gate.idempotent;

import java.nio.file.Path;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.platform.telemetry.Shown;

/** The ids cannot be kept in files here, so the application does not start: it would deliver events twice. */
final class UnusableFiles {

    private UnusableFiles() {}

    static StartRefusedException notLoaded(Path libraries, Throwable cause) {
        return new StartRefusedException(
                "RocksDB, which keeps the delivered ids, cannot be loaded from " + libraries + ": "
                        + Shown.message(cause),
                "Let the application write there, on a disk that programs may be run from (not mounted noexec)."
                        + " On Alpine Linux install libstdc++. Where RocksDB does not run at all,"
                        + " set delivery.ids-in to 'database': slower, and the ids recorded in files are not known there.",
                cause);
    }

    static StartRefusedException notOpened(Path folder, Throwable cause) {
        return new StartRefusedException(
                "The delivered ids in " + folder + " cannot be opened: " + Shown.message(cause),
                "If another process has them open, stop it, or give this one a DATA_DIR of its own. If they are damaged,"
                        + " put back a copy of DATA_DIR, or move that folder away and start: then what was delivered"
                        + " before is not known, and what its sender repeats is delivered twice.",
                cause);
    }
}
