/** What is looked at before the application starts, and what is said when it does not. Used by the stations of a start. */
@NullMarked
package org.extoledestination.platform.start;

import org.jspecify.annotations.NullMarked;
