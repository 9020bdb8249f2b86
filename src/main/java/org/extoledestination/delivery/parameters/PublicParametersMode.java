package org.extoledestination.delivery.parameters;

/** The values of {@code mapping.public-parameters}. */
enum PublicParametersMode {
    /** Traits are sent only with the event. */
    SEND,
    /** They are written through the Persons API too. */
    WRITE
}
