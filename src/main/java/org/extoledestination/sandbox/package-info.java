/**
 * A stand-in for Extole's HTTP API that keeps everything in memory and shows what it was sent. Comes after
 * {@code delivery}, where Extole would be; nothing comes after it.
 */
@NullMarked
package org.extoledestination.sandbox;

import org.jspecify.annotations.NullMarked;
