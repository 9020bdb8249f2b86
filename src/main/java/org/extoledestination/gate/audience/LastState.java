package org.extoledestination.gate.audience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last assertion that Extole got of an identity and an audience or trait.
 *
 * @param id of that assertion
 * @param said the value; a digest, null where an older version has written it
 * @param content everything that was sent; a digest
 * @param time when it became so; of several assertions of the same, the latest
 * @param byWriteKey whether a write key told it
 */
record LastState(String id, @Nullable String said, String content, Instant time, boolean byWriteKey) {}
