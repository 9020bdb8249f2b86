package org.extoledestination.sandbox;

/** The visibility of a person's datum (Extole, "Key concepts"). */
enum Scope {
    PUBLIC,
    PRIVATE,
    CLIENT
}
