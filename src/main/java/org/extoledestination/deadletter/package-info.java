/** Beside the journey: what could not be delivered, kept with its reason until somebody decides. */
@NullMarked
package org.extoledestination.deadletter;

import org.jspecify.annotations.NullMarked;
