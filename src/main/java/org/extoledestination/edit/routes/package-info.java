/** Beside the journey: reads {@code routes/*.camel.yaml}, refuses what is wrong in them, knows whether they run. */
@NullMarked
package org.extoledestination.edit.routes;

import org.jspecify.annotations.NullMarked;
