/** Each shipped route by itself, with Camel's own tools for tests. {@code docs/routes.md} shows how to write one more. */
@NullMarked
package org.extoledestination.edit.routes.shipped;

import org.jspecify.annotations.NullMarked;
