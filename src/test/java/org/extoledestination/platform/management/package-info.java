@NullMarked
package org.extoledestination.platform.management;

import org.jspecify.annotations.NullMarked;
