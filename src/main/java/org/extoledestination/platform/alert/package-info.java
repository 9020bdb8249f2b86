/** Beside the journey: tells an address of the operator's what needs attention, and when that is over. */
@NullMarked
package org.extoledestination.platform.alert;

import org.jspecify.annotations.NullMarked;
