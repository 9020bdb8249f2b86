/** Beside the journey: notices that a file was edited, and keeps what runs until the new one is valid. */
@NullMarked
package org.extoledestination.edit.live;

import org.jspecify.annotations.NullMarked;
