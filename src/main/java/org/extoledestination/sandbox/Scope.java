package org.extoledestination.sandbox;

/** Who may see a datum of a person (Extole, "Key concepts"). */
enum Scope {
    PUBLIC,
    PRIVATE,
    CLIENT
}
