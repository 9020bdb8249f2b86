/**
 * Drives Segment's own clients against the whole application: what each sends, what of it reaches Extole, and what it
 * does when an answer is lost and when it hears 503. Writes the table of docs/connect/README.md.
 */
@NullMarked
package org.extoledestination.clients;

import org.jspecify.annotations.NullMarked;
