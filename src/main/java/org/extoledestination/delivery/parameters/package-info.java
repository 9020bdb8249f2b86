/**
 * Beside the journey: traits that are also written as PUBLIC parameters through Extole's Persons API. They wait in the
 * database, the newest value of each, and go out within Extole's calls a minute; no event waits for them.
 */
@NullMarked
package org.extoledestination.delivery.parameters;

import org.jspecify.annotations.NullMarked;
