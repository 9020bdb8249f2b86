/** Beside the journey: the database, which holds delivered ids and dead letters. An H2 file, or PostgreSQL. */
@NullMarked
package org.extoledestination.database;

import org.jspecify.annotations.NullMarked;
