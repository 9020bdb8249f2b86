/** Starts the application; the stations of an event's journey live in the packages below. */
@NullMarked
package org.extoledestination;

import org.jspecify.annotations.NullMarked;
