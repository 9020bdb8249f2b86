/** Beside the journey: the commands of the jar. Those that need state ask the running instance. */
@NullMarked
package org.extoledestination.command;

import org.jspecify.annotations.NullMarked;
