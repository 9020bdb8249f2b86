/** Who a person is, to all stations at once. */
@NullMarked
package org.extoledestination.persons;

import org.jspecify.annotations.NullMarked;
