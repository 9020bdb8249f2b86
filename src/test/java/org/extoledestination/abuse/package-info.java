/**
 * The abuse suite: hostile senders beside an honest one. {@code docs/security.md} says what is asked of the application, and
 * has the commands.
 *
 * <p>Properties: {@code abuse.java} attacks a process of another Java (the tests themselves run on Java 17);
 * {@code abuse.jvm=readme} omits {@code -XX:+ExitOnOutOfMemoryError}; {@code abuse.honest=127.0.0.1} gives the honest sender
 * the attackers' address; {@code abuse.kinds} takes those whose names match a regular expression; {@code abuse.served} and {@code abuse.starved} set the percentage and the seconds that it is
 * promised.
 */
@NullMarked
package org.extoledestination.abuse;

import org.jspecify.annotations.NullMarked;
