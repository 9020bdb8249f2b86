package org.extoledestination.ingest.connections;

/** Is told of requests of senders that are no sound HTTP: the server answers them, and no filter sees them. */
@FunctionalInterface
public interface Malformed {

    /** Their outcome in metrics. */
    String OUTCOME = "malformed";

    /** One came from that address. */
    void from(String address);
}
