/**
 * Beside the journey: the Camel component {@code activemq-batch}, which reads a queue of ActiveMQ ahead, processes many
 * messages at once and in sequence where they belong together, and acknowledges in batches. See
 * {@code docs/activemq-batch.md}. It knows nothing of Segment or Extole.
 */
@NullMarked
package org.extoledestination.activemqbatch;

import org.jspecify.annotations.NullMarked;
