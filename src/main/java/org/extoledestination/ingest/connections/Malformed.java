package org.extoledestination.ingest.connections;

/** Is told of requests of senders that are no sound HTTP: the server answers them, and no filter sees them. */
@FunctionalInterface
public interface Malformed {

    /** What they are counted as. */
    String OUTCOME = "malformed";

    /** One came from that address. */
    void from(String address);
}
