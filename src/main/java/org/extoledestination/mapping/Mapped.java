package org.extoledestination.mapping;

import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.ExtoleEvent;

/** The result of mapping one Segment event. */
public sealed interface Mapped {

    /**
     * The event goes to Extole.
     *
     * @param event what Extole is sent
     * @param mapping the name of the mapping file, without its extension
     * @param mode which of Extole's operations takes it
     * @param parameters the names in the event's data that came in by {@code rest}, beside those that the file spells
     *     out; the key of an audience or computed trait is one of them
     * @param unique tells a repeated event: its name at Extole, a colon, and the value of the key that the file calls
     *     unique; empty when the file calls none so, or the event has no value there. Two events with the same one are
     *     the same happening, whatever their message ids are
     * @param nameCleaned whether characters that Extole does not take were deleted from the event's name
     */
    record Send(
            ExtoleEvent event,
            String mapping,
            SendMode mode,
            Set<String> parameters,
            Optional<String> unique,
            boolean nameCleaned)
            implements Mapped {

        /** Copies the names, so that nothing can change them afterwards. */
        public Send {
            parameters = Set.copyOf(parameters);
        }
    }

    /**
     * The event stays here, and is counted.
     *
     * @param reason why
     */
    record Skip(SkipReason reason) implements Mapped {}
}
