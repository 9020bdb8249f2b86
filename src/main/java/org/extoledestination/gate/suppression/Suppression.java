package org.extoledestination.gate.suppression;

import java.time.Instant;

/**
 * A person whose events are no longer sent.
 *
 * @param person the first digits of the fingerprint: enough to tell two apart, not to name anybody
 * @param since from when on
 */
public record Suppression(String person, Instant since) {}
