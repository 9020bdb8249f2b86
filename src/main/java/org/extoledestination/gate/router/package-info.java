/**
 * Third stop. Decides what kind an event is and whether it is meant for Extole. Comes from {@code queue}, goes on to
 * {@code mapping}.
 */
@NullMarked
package org.extoledestination.gate.router;

import org.jspecify.annotations.NullMarked;
