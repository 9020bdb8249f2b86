/** On the journey: messages that no route can take, kept until an operator decides. */
@NullMarked
package org.extoledestination.refused;

import org.jspecify.annotations.NullMarked;
