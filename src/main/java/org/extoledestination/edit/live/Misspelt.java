package org.extoledestination.edit.live;

/**
 * A setting or a variable that nothing reads.
 *
 * @param name as it is written
 * @param line says where it stands, and what may have been meant
 */
record Misspelt(String name, String line) {}
