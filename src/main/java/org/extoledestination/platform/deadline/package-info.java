/**
 * Beside the journey: the one thread that ends what waits too long, for the queue's commit and for Extole's answer; and the
 * growing wait between attempts.
 */
@NullMarked
package org.extoledestination.platform.deadline;

import org.jspecify.annotations.NullMarked;
