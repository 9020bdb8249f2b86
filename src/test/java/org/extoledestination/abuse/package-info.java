/**
 * The abuse suite: hostile senders beside an honest one. {@code docs/security.md} says what is asked of the application, and
 * has the commands.
 */
@NullMarked
package org.extoledestination.abuse;

import org.jspecify.annotations.NullMarked;
