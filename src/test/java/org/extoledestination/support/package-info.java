/** What tests share: the application, in this process or in its own, with real HTTP on loopback. */
@NullMarked
package org.extoledestination.support;

import org.jspecify.annotations.NullMarked;
