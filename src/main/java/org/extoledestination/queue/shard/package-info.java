/** The shards of the durable queue: which queue is whose person's, and which instance reads it. */
@NullMarked
package org.extoledestination.queue.shard;

import org.jspecify.annotations.NullMarked;
