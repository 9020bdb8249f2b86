/**
 * Second stop. The durable queue {@code extole.events}: what is in it is on disk at the broker, and survives whatever
 * happens to this process. Comes from {@code ingest}, goes on to {@code router}.
 */
@NullMarked
package org.extoledestination.queue;

import org.jspecify.annotations.NullMarked;
