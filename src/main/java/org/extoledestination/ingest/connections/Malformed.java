package org.extoledestination.ingest.connections;

/** Is notified of requests that are not valid HTTP: the server answers them, and no filter sees them. */
@FunctionalInterface
public interface Malformed {

    /** Their outcome in metrics. */
    String OUTCOME = "malformed";

    /** One came from that address. */
    void from(String address);
}
