package org.extoledestination.ingest;

/**
 * Why a single event is not kept. The codes are those of Segment's own delivery overview ("Discards"), so that they
 * can be looked up there.
 */
enum Discard {
    NOT_AN_OBJECT("bad_request", "is no JSON object"),
    UNKNOWN_TYPE(
            "bad_request",
            "has no 'type', or one that is not among Segment's: identify, track, page, screen, group, alias"),
    DELETE_AT_WRONG_DOOR("bad_request", "is a delete, which only /segment, the queue segment.events and imports take"),
    DELETE_WITH_WRITE_KEY(
            "delete_needs_subscription_key",
            "is a delete that came with a write key, which everyone can read in a web page. Set"
                    + " SEGMENT_SUBSCRIPTION_KEYS (subscription-keys in ingest.sources) and send it with one of those"),
    DELETE_NOT_SIGNED(
            "delete_not_signed",
            "is a delete in an array, of which X-Signature covers the first element alone. Send it by itself"),
    BAD_TIMESTAMP(
            "bad_timestamp",
            "has a 'timestamp' that is no time that is read, or none that can be believed (before 1971, or after it was"
                    + " received); its time would be now. Write it as 2026-03-02T09:00:00Z"),
    NO_TIMESTAMP(
            "bad_timestamp",
            "names no time: it has no 'timestamp', 'originalTimestamp', 'receivedAt' or 'sentAt', spelled so; its time would"
                    + " be now. Give it a 'timestamp' such as 2026-03-02T09:00:00Z"),
    UNSOUND_MESSAGE_ID(
            "bad_request",
            "has a 'messageId' that is not a text, or has more than 100 characters or a control character"),
    UNWRITABLE("bad_request", "cannot be written as JSON"),
    EVENT_NOT_DEFINED("event_not_defined", "is a track call without 'event'"),
    EVENT_NOT_STRING("event_not_string", "has an 'event' that is not a text, or an empty one, or one with NUL"),
    EVENT_TOO_LARGE("event_too_large", "is larger than a single event may be"),
    ID_NOT_STRING("id_not_string", "has a 'userId' or 'anonymousId' that is not a text, or one with NUL"),
    ID_REQUIRED(
            "id_required",
            "is a delete that names neither a user id nor a sound e-mail address. Send it with a 'userId'"),
    NO_USER_ANON_ID(
            "no_user_anon_id",
            "names nobody: it has no user id, no anonymous id and no sound e-mail address in the places of 'person' in"
                    + " the settings"),
    NUMBER_OUT_OF_RANGE(
            "number_out_of_range", "holds a number of more than 1,000 digits, or with an exponent beyond 1,000"),
    NOT_IN_SCOPE(
            "not_allowed_for_key", "is of a call, or has a name, that its key may not send (keys in ingest.sources)"),
    PROPERTIES_NOT_OBJECT("properties_not_object", "has 'properties' that are not an object"),
    SOURCE_DISABLED("source_disabled", "is of a source that is switched off in ingest.sources"),
    TRAITS_NOT_OBJECT("traits_not_object", "has 'traits' that are not an object"),
    UNKNOWN_SOURCE("unknown_source", "came with a missing or unknown key, and ingest.unknown-key is 'discard'"),
    UNREADABLE("unreadable", "cannot be read because of a fault in this application, which its log names"),
    UNSUPPORTED_TYPE("unsupported_type", "is of a type that a subscription does not take");

    private final String code;
    private final String what;

    Discard(String code, String what) {
        this.code = code;
        this.what = what;
    }

    String code() {
        return code;
    }

    String message() {
        return "The event " + what + '.';
    }
}
