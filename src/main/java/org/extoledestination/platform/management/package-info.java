/** Beside the journey: who may use the management port, from where, and what is written down of it. */
@NullMarked
package org.extoledestination.platform.management;

import org.jspecify.annotations.NullMarked;
