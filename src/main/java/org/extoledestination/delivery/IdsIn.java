package org.extoledestination.delivery;

/** Where delivered ids are kept: {@code delivery.ids-in}. */
public enum IdsIn {
    /** In files, unless the database is one that several instances can share. */
    AUTOMATIC,
    /** In files of this process. Two instances with files of their own deliver what reaches both of them twice. */
    FILES,
    /** In the table {@code delivered_ids}. */
    DATABASE;

    /** Whether it means files, with a database that belongs to this process or not. */
    public boolean isFiles(boolean isOwnDatabase) {
        return this == FILES || (this == AUTOMATIC && isOwnDatabase);
    }
}
