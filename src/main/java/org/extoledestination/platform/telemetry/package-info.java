/** Beside the journey: metrics, and the safe description of faults. Every package may use it; it uses none. */
@NullMarked
package org.extoledestination.platform.telemetry;

import org.jspecify.annotations.NullMarked;
