package org.extoledestination.edit.routes;

import org.extoledestination.edit.live.EditRefusedException;

/** Puts route files, which are valid together, in force while the application runs. */
interface RouteExchange {

    /**
     * Runs the routes of {@code next} instead of those that run.
     *
     * @return what is different, in a few words for the log
     * @throws EditRefusedException if it does not work; everything is as it was then
     */
    String take(RouteSet next) throws EditRefusedException;

    /** Ends what served its last message. Asked often. */
    void tidy();
}
