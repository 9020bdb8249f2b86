@NullMarked
package org.extoledestination.management;

import org.jspecify.annotations.NullMarked;
