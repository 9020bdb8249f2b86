package org.extoledestination.ingest.archive;

import org.jspecify.annotations.Nullable;

/**
 * On what terms a chunk is taken.
 *
 * @param source a configured source; null for the first one
 * @param dryRun whether nothing is kept
 * @param withDeletes whether deletes are taken
 */
record Terms(@Nullable String source, boolean dryRun, boolean withDeletes) {}
