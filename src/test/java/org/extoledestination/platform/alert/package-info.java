@NullMarked
package org.extoledestination.platform.alert;

import org.jspecify.annotations.NullMarked;
