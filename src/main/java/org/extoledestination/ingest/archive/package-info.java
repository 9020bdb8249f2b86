/** The file input. Takes archived events from the command {@code import} and keeps them in {@code queue}. */
@NullMarked
package org.extoledestination.ingest.archive;

import org.jspecify.annotations.NullMarked;
