/** Files that people edit: YAML with line numbers, and what is wrong in a file. */
@NullMarked
package org.extoledestination.platform.files;

import org.jspecify.annotations.NullMarked;
