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

    UnmappableEventException(String code, String reason) {
        super(reason);
        this.code = code;
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
     * Says what is wrong, in which mapping file and field, and what to do.
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
