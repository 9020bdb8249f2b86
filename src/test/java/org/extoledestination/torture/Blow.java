package org.extoledestination.torture;

/** What is done to an installation from inside. */
enum Blow {
    /** {@code kill -9} of an instance. */
    KILL_INSTANCE,
    /** {@code kill} of an instance, which may finish what it does. */
    STOP_INSTANCE,
    /** {@code kill -9} of the broker that instances share. */
    KILL_BROKER,
    /** {@code kill -9} of all processes of the database that instances share. */
    KILL_DATABASE,
    /** The file system of broker and database is filled to the last byte, and cleared. */
    FILL_DISK,
    /** A sound edit of a route or mapping file. */
    EDIT,
    /** An edit that is refused, and taken back. */
    WRONG_EDIT,
    /** The clocks of all instances jump, by hours, to and fro. */
    CLOCK_JUMP;

    boolean isKill() {
        return this == KILL_INSTANCE || this == KILL_BROKER || this == KILL_DATABASE;
    }
}
