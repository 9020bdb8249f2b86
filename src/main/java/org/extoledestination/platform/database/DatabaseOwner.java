package org.extoledestination.platform.database;

/**
 * The owner of the database.
 *
 * @param isThisProcess true for H2, a file of this process; false for PostgreSQL, which several instances can share
 */
public record DatabaseOwner(boolean isThisProcess) {

    static DatabaseOwner of(String url) {
        return new DatabaseOwner(url.startsWith("jdbc:h2:"));
    }
}
