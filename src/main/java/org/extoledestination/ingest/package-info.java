/**
 * First stop. Who sent it? Is it one event or many? Is it sound? What passes goes on to {@code queue}, what does not
 * is answered with a clear refusal.
 */
@NullMarked
package org.extoledestination.ingest;

import org.jspecify.annotations.NullMarked;
