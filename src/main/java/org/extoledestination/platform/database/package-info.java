/** Beside the journey: the database, which holds what has to outlast a restart beside the queue. An H2 file, or PostgreSQL. */
@NullMarked
package org.extoledestination.platform.database;

import org.jspecify.annotations.NullMarked;
