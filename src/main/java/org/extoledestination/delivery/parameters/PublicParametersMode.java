package org.extoledestination.delivery.parameters;

/** What {@code mapping.public-parameters} says. */
enum PublicParametersMode {
    /** Traits go out with the event alone. */
    SEND,
    /** They are written through the Persons API too. */
    WRITE
}
