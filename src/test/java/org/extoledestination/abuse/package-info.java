/**
 * The abuse suite: hostile senders beside an honest one. {@code docs/security.md} has the kinds, what becomes of each, and
 * the commands.
 */
@NullMarked
package org.extoledestination.abuse;

import org.jspecify.annotations.NullMarked;
