/** Before the journey: how many may connect, from where, and how long they may take to say what they want. */
@NullMarked
package org.extoledestination.ingest.connections;

import org.jspecify.annotations.NullMarked;
