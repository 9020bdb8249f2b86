/** Each page under docs/recipes, done to an application that runs. */
@NullMarked
package org.extoledestination.recipes;

import org.jspecify.annotations.NullMarked;
