/** Checks before the application starts, and the messages of a refused start. */
@NullMarked
package org.extoledestination.platform.start;

import org.jspecify.annotations.NullMarked;
