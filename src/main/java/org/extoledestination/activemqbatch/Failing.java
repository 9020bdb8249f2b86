package org.extoledestination.activemqbatch;

import java.time.Instant;

/**
 * Messages of a queue on which a route fails over and over.
 *
 * @param queue the name of the queue
 * @param messages how many wait for another attempt
 * @param since when it began
 * @param place what failed last, and where; nothing of a message
 */
public record Failing(String queue, int messages, Instant since, String place) {}
