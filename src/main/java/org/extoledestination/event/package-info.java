/**
 * The words: events as they travel from ingest through queue, router, mapping and delivery to Extole. No Camel, no
 * Spring.
 */
@NullMarked
package org.extoledestination.event;

import org.jspecify.annotations.NullMarked;
