package org.extoledestination.clients;

import java.util.Optional;

/**
 * One of the clients. Each does the same: an identify; when that is kept, an order, a page (or screen), a group and an
 * alias.
 */
interface Client {

    /** As it is called where it is downloaded. */
    String artifact();

    /** How the person is called in what it sends. */
    default String person() {
        return "u-" + getClass().getSimpleName();
    }

    /** What this machine lacks to run it, and how to get it. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Sends its calls to {@code front} and stays until all of them are kept. */
    void send(Front front, String writeKey) throws Exception;
}
