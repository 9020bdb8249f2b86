package org.extoledestination.mapping;

import org.extoledestination.event.ExtoleEvent;

/** What the mapping files make of one Segment event. */
public sealed interface Mapped {

    /**
     * The event goes to Extole.
     *
     * @param event what Extole is sent
     * @param mapping the name of the mapping file, without its extension
     * @param mode which of Extole's operations takes it
     */
    record Send(ExtoleEvent event, String mapping, SendMode mode) implements Mapped {}

    /**
     * The event stays here, and is counted.
     *
     * @param reason why
     */
    record Skip(SkipReason reason) implements Mapped {}
}
