package org.extoledestination.audience;

import java.time.Instant;

/**
 * What Extole was told last of an identity and an audience or trait.
 *
 * @param content everything that was sent; a digest
 * @param time when it became so; of several assertions of the same, the latest
 */
record LastState(String content, Instant time) {}
