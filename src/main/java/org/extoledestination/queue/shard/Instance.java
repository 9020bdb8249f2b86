package org.extoledestination.queue.shard;

/**
 * One process that reads shards.
 *
 * @param id another one at each start
 * @param address the machine, for people
 * @param version of the application
 */
record Instance(String id, String address, String version) {}
