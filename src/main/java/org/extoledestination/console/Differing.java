package org.extoledestination.console;

/**
 * One way in which the results of a shadow run differ.
 *
 * @param mapping the mapping file in use
 * @param way what differs
 * @param count in how many events
 * @param example the messageId of one of them
 */
public record Differing(String mapping, String way, long count, String example) {}
