package org.extoledestination.delivery.parameters;

import java.time.Instant;

/**
 * The refusals of one name for one reason.
 *
 * @param name the parameter's name, as far as it may be shown
 * @param code Extole's reason, or ours
 * @param refusals how often
 * @param messageId the latest event that brought it
 * @param since the first time
 * @param latest the last time
 */
public record RefusedParameter(
        String name, String code, long refusals, String messageId, Instant since, Instant latest) {}
