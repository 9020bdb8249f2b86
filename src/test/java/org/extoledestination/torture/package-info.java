/**
 * The torture test: numbered events go in, everything around them is killed, cut, filled and edited, and a stand-in for
 * Extole counts what comes out. {@code docs/reliability.md} has the figures and the commands.
 *
 * <p>{@code torture.disk} names a folder on a file system of at most 1 GB, which the test fills: as root, {@code mount -t
 * tmpfs -o size=200m tmpfs FOLDER}.
 */
@NullMarked
package org.extoledestination.torture;

import org.jspecify.annotations.NullMarked;
