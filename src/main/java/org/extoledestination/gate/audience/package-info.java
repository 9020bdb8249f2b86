/**
 * Beside the journey: Engage's assertions about people, which come repeatedly and in any order. Remembers the last one
 * that Extole got, so that only changes are sent.
 */
@NullMarked
package org.extoledestination.gate.audience;

import org.jspecify.annotations.NullMarked;
