package org.extoledestination.activemqbatch;

/**
 * Says for people where a failure began. Of a bean of this type, if the registry has one, lines of the log and reasons of
 * parked messages take it; else they name the innermost cause and the line of Java that threw it.
 */
@FunctionalInterface
public interface FailurePlace {

    /** Must not hold anything of a message, as the text of an exception may. */
    String of(Throwable failure);
}
