/**
 * Before the erasure: lets so many deletions of a source pass within an hour, and holds the others for an operator. Comes
 * from the route {@code erasure}; {@code held} keeps those that wait.
 */
@NullMarked
package org.extoledestination.delivery.erasure;

import org.jspecify.annotations.NullMarked;
