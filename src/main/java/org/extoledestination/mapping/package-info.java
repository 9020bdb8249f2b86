/**
 * Turns one Segment event into one Extole event, by the files in {@code config/mappings}. Events come from the router
 * and go on to delivery, on the way ingest, queue, router, mapping, delivery, Extole.
 */
@NullMarked
package org.extoledestination.mapping;

import org.jspecify.annotations.NullMarked;
