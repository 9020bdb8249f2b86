/**
 * Beside the journey: what operators can count, and what may be told of a fault. Every station may use it; it uses none.
 */
@NullMarked
package org.extoledestination.platform.telemetry;

import org.jspecify.annotations.NullMarked;
