/** Beside the journey: what operators look at in a browser, at {@code /console} on the management port. */
@NullMarked
package org.extoledestination.console;

import org.jspecify.annotations.NullMarked;
