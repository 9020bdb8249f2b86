/**
 * Beside the journey: which messages are being worked on, noted so that it outlives the process. A message that was in
 * hand at two abrupt ends is set aside before it could end the process once more.
 */
@NullMarked
package org.extoledestination.inhand;

import org.jspecify.annotations.NullMarked;
