package org.extoledestination.mapping;

import org.extoledestination.event.DeadLetterCause;

/**
 * An event that its mapping cannot turn into an Extole event, however often it is tried.
 *
 * <p>Neither the code nor the reason holds a value out of the event, apart from its event name: both may be logged,
 * counted and shown.
 */
public final class UnmappableEventException extends RuntimeException implements DeadLetterCause {
    private final String code;

    private UnmappableEventException(String code, String reason) {
        super(reason);
        this.code = code;
    }

    static UnmappableEventException missingField(String reason) {
        return new UnmappableEventException("missing_field", reason);
    }

    static UnmappableEventException badValue(String reason) {
        return new UnmappableEventException("bad_value", reason);
    }

    static UnmappableEventException badEventName(String reason) {
        return new UnmappableEventException("bad_event_name", reason);
    }

    static UnmappableEventException valueTooLong(String reason) {
        return new UnmappableEventException("value_too_long", reason);
    }

    static UnmappableEventException reservedName(String reason) {
        return new UnmappableEventException("reserved_name", reason);
    }

    static UnmappableEventException nameTooLong(String reason) {
        return new UnmappableEventException("name_too_long", reason);
    }

    static UnmappableEventException tooManyNames(String reason) {
        return new UnmappableEventException("too_many_names", reason);
    }

    static UnmappableEventException nestedTooDeep(String reason) {
        return new UnmappableEventException("nested_too_deep", reason);
    }

    static UnmappableEventException requestTooLarge(String reason) {
        return new UnmappableEventException("request_too_large", reason);
    }

    static UnmappableEventException tooManyItems(String reason) {
        return new UnmappableEventException("too_many_items", reason);
    }

    static UnmappableEventException anonymous(String reason) {
        return new UnmappableEventException("anonymous", reason);
    }

    /**
     * The kind of mistake, for counting.
     *
     * @return one of {@code missing_field}, {@code bad_value}, {@code bad_event_name}, {@code value_too_long},
     *     {@code reserved_name}, {@code name_too_long}, {@code too_many_names}, {@code nested_too_deep},
     *     {@code request_too_large}, {@code too_many_items}, {@code anonymous}
     */
    public String code() {
        return code;
    }

    /**
     * What is wrong, in which mapping file and field, and what to do.
     *
     * @return one line for the people who run the application
     */
    public String reason() {
        return String.valueOf(getMessage());
    }

    @Override
    public Text deadLetter() {
        return new Text(Reason.UNMAPPABLE, code, code + ": " + reason());
    }
}
