/** Off unless an address is set: OpenTelemetry spans of what becomes of events, for a collector that speaks OTLP. */
@NullMarked
package org.extoledestination.trace.spans;

import org.jspecify.annotations.NullMarked;
