/**
 * The torture test: numbered events go in, everything around them is killed, cut, filled and edited, and a stand-in for
 * Extole counts what comes out. {@code docs/reliability.md} has the figures and the commands.
 */
@NullMarked
package org.extoledestination.torture;

import org.jspecify.annotations.NullMarked;
