/**
 * Beside the journey: whose events are no longer sent. The router asks it about each event, a deletion request may add to
 * it, and operators add and remove.
 */
@NullMarked
package org.extoledestination.gate.suppression;

import org.jspecify.annotations.NullMarked;
