package org.extoledestination.console;

import java.util.List;
import java.util.Locale;
import org.extoledestination.deadletter.DeadLetterDesk.Imported;
import org.extoledestination.deadletter.DeadLetterDesk.Refused;

/** What came of an import of dead letters, or, after a check, what would. */
public record Transferred(boolean isCheck, Imported imported) {

    /** A sentence for people. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                isCheck
                        ? "Nothing is imported yet: %,d would be new, %,d are here already, %,d are refused."
                        : "%,d are imported, %,d were here already, %,d are refused.",
                imported.added(),
                imported.known(),
                imported.refused().size());
    }

    /** The first lines that are refused. */
    public List<Refused> refused() {
        return imported.refused().stream().limit(100).toList();
    }
}
