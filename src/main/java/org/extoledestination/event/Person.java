package org.extoledestination.event;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * The person of an event. Events of one person keep their order; events of different people do not wait for each other.
 *
 * @param fingerprint SHA-256 of the identity, 64 hexadecimal digits: tells people apart without naming them
 */
public record Person(String fingerprint) {

    /**
     * People are spread over this many message groups. ActiveMQ forgets groups beyond 1024, and order with them.
     */
    public static final int BUCKETS = 1024;

    /** The number of hexadecimal digits of a fingerprint. */
    public static final int DIGITS = 64;

    /** The person that Segment's {@code userId} names. */
    public static Person ofUserId(String userId) {
        return hashed("user", userId);
    }

    /** The person with this e-mail address; case, surrounding blanks and what nobody sees do not matter. */
    public static Person ofEmail(String email) {
        return hashed("email", BareText.of(email).toLowerCase(java.util.Locale.ROOT));
    }

    /** The visitor that Segment's {@code anonymousId} names. */
    public static Person ofAnonymousId(String anonymousId) {
        return hashed("anonymous", anonymousId);
    }

    /** The message group of this person: one of {@value #BUCKETS}. */
    public String group() {
        return "people-" + Integer.parseInt(fingerprint.substring(0, 6), 16) % BUCKETS;
    }

    private static Person hashed(String kind, String value) {
        return new Person(DigestUtils.sha256Hex(kind + ':' + value));
    }
}
