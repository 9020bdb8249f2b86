package org.extoledestination.mapping;

/** The treatment of an event with neither {@code partner_user_id} nor {@code email}. */
public enum AnonymousPolicy {
    /** It is sent all the same, as Segment does. */
    SEND,
    /** It is left out and counted. */
    DROP,
    /** It is kept as a dead letter, under the code {@code anonymous}. */
    DEAD_LETTER
}
