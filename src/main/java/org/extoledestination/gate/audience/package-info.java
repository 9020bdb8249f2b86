/**
 * Beside the journey: what Engage asserts about people, again and again and in any order. Remembers what Extole was told
 * last, so that only news goes out.
 */
@NullMarked
package org.extoledestination.gate.audience;

import org.jspecify.annotations.NullMarked;
