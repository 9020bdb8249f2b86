package org.extoledestination.activemqbatch;

/**
 * Says for people what waits while a queue cannot be worked on. A bean of this type, if the registry has one, ends the log
 * lines of an outage that come again; else they say how many messages were read and are not acknowledged.
 */
@FunctionalInterface
public interface BacklogNote {

    /** How much waits. Must not hold anything of a message. */
    String words();
}
