package org.extoledestination.mapping.shadow;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.UnmappableEventException;

/**
 * The result of a set of mapping files for one event, which may be a failure.
 *
 * @param word what became of the event; as each is told to people
 * @param mapping the mapping file that decided, or a word that stands in for it
 * @param why the reason of skipping, the code of a refusal, the class of what was thrown; empty if it is sent
 * @param send what goes to Extole
 */
record Outcome(String word, String mapping, String why, Optional<Mapped.Send> send) {

    private static final Pattern FILE = Pattern.compile("^(\\S+)\\.yaml\\b");

    static Outcome of(Mapped mapped) {
        if (mapped instanceof Mapped.Send send) {
            return new Outcome("sent", send.mapping(), "", Optional.of(send));
        }
        String skipped = mapped instanceof Mapped.Skip skip ? skip.reason().name() : "SKIPPED";
        String reason = skipped.toLowerCase(Locale.ROOT).replace('_', '-');
        return none("skipped", '(' + reason + ')', reason);
    }

    /** The reason of a refusal begins with the name of the file. */
    static Outcome of(UnmappableEventException refused) {
        Matcher file = FILE.matcher(refused.reason());
        return none("refused", file.find() ? file.group(1) : "(refused)", refused.code());
    }

    /** A candidate may fail in any way: it harms nobody, and is shown. */
    static Outcome of(Mappings mappings, Map<String, Object> event) {
        try {
            return of(mappings.map(event));
        } catch (UnmappableEventException e) {
            return of(e);
        } catch (RuntimeException | StackOverflowError e) {
            return none("failed", "(failed)", e.getClass().getSimpleName());
        }
    }

    static Outcome none(String word, String mapping, String why) {
        return new Outcome(word, mapping, why, Optional.empty());
    }
}
