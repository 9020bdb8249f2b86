/**
 * The inputs. They identify the sender, read one event or many, and check them. Valid events go on to {@code queue},
 * others are refused with a reason.
 */
@NullMarked
package org.extoledestination.ingest;

import org.jspecify.annotations.NullMarked;
