package org.extoledestination.activemqbatch;

/**
 * Describes for people where a failure began. Log lines and reasons of parked messages use a bean of this type, if the
 * registry has one; else they name the innermost cause and the line of Java that threw it.
 */
@FunctionalInterface
public interface FailurePlace {

    /** Must not hold anything of a message, as the text of an exception may. */
    String of(Throwable failure);
}
