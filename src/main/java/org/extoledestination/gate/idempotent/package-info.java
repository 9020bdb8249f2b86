/** On the journey: the ids of what Extole has taken, so that no event is delivered twice. In files, or in the database. */
@NullMarked
package org.extoledestination.gate.idempotent;

import org.jspecify.annotations.NullMarked;
