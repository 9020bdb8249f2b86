package org.extoledestination.delivery.parameters;

import org.jspecify.annotations.Nullable;

/**
 * A parameter that waits to be written.
 *
 * @param id its number; a newer value has another
 * @param name its name, the trait's
 * @param json its value as JSON; null: it is to be removed
 */
record WaitingParameter(long id, String name, @Nullable String json) {}
