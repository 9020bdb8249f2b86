/** On the journey: messages that no route can take, kept until an operator decides. */
@NullMarked
package org.extoledestination.queue.refused;

import org.jspecify.annotations.NullMarked;
