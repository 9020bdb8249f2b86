/** Beside the journey: what became of each event. The last ones in memory, the others in the database, for a while. */
@NullMarked
package org.extoledestination.trace;

import org.jspecify.annotations.NullMarked;
