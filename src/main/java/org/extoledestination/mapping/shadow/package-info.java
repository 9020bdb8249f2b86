/**
 * Beside the journey: maps live traffic with a candidate set of mapping files too, sends nothing of it, and tells how
 * often and where the results differ.
 */
@NullMarked
package org.extoledestination.mapping.shadow;

import org.jspecify.annotations.NullMarked;
