@NullMarked
package org.extoledestination.trace.spans;

import org.jspecify.annotations.NullMarked;
