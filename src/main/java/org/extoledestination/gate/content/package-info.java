/**
 * Beside the journey: what a team's own routes may do with the content of an event before it is mapped, which is to
 * check it against a JSON Schema, and to add what a look-up says.
 */
@NullMarked
package org.extoledestination.gate.content;

import org.jspecify.annotations.NullMarked;
