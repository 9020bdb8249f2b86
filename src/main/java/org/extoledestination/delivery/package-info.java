/**
 * Last stop. Hands a request to Extole, judges the answer, and waits, refuses or pauses accordingly. Comes from
 * {@code mapping}; what Extole refuses goes on to {@code deadletter}.
 */
@NullMarked
package org.extoledestination.delivery;

import org.jspecify.annotations.NullMarked;
