package org.extoledestination.shadow;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.UnmappableEventException;

/** What a set of mapping files makes of one event; that it fails is one of the answers. */
sealed interface Outcome {

    /** What became of the event, in one word. */
    String word();

    /** The mapping file that decided, or a word that stands in for it. */
    String mapping();

    /** The event goes to Extole. */
    record Sent(Mapped.Send send) implements Outcome {

        @Override
        public String word() {
            return "sent";
        }

        @Override
        public String mapping() {
            return send.mapping();
        }
    }

    /**
     * Nothing is sent.
     *
     * @param reason why, as a word
     */
    record Skipped(String reason) implements Outcome {

        @Override
        public String word() {
            return "skipped";
        }

        @Override
        public String mapping() {
            return '(' + reason + ')';
        }
    }

    /**
     * The mapping cannot take the event.
     *
     * @param code the kind of mistake
     */
    record Refused(String code, String mapping) implements Outcome {

        @Override
        public String word() {
            return "refused";
        }
    }

    /**
     * The mapping broke on the event.
     *
     * @param exception the class of what it threw
     */
    record Failed(String exception) implements Outcome {

        @Override
        public String word() {
            return "failed";
        }

        @Override
        public String mapping() {
            return "(failed)";
        }
    }

    static Outcome of(Mapped mapped) {
        if (mapped instanceof Mapped.Send send) {
            return new Sent(send);
        }
        String reason = mapped instanceof Mapped.Skip skip ? skip.reason().name() : "SKIPPED";
        return new Skipped(reason.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The reason of a refusal begins with the name of the file. */
    static Outcome of(UnmappableEventException refused) {
        Matcher file = Pattern.compile("^(\\S+)\\.yaml\\b").matcher(refused.reason());
        return new Refused(refused.code(), file.find() ? file.group(1) : "(refused)");
    }

    /** A candidate may fail in any way: it harms nobody, and is shown. */
    static Outcome of(Mappings mappings, Map<String, Object> event) {
        try {
            return of(mappings.map(event));
        } catch (UnmappableEventException e) {
            return of(e);
        } catch (RuntimeException | StackOverflowError e) {
            return new Failed(e.getClass().getSimpleName());
        }
    }
}
