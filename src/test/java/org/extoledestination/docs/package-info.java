/** Holds the pages to what the code does: commands, examples, names and links. */
@NullMarked
package org.extoledestination.docs;

import org.jspecify.annotations.NullMarked;
