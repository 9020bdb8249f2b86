/**
 * Beside the journey: a person whose event must wait for long steps aside. The event and all later ones of the same
 * person wait in the database, in order, and are tried by schedule; nobody else waits for them.
 */
@NullMarked
package org.extoledestination.delivery.held;

import org.jspecify.annotations.NullMarked;
