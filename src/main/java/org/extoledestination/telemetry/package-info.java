/** Beside the journey: what operators can count. Every station may use it; it uses none. */
@NullMarked
package org.extoledestination.telemetry;

import org.jspecify.annotations.NullMarked;
