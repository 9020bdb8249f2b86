package org.extoledestination.torture;

/**
 * Who sends what.
 *
 * @param seed of the run
 * @param people for each sender, its own
 * @param singles senders that send events one by one; the others send up to {@code batch} at once
 */
record SenderSizes(long seed, int people, int singles, int batch) {

    Sender sender(Ledger ledger, Allowance allowance, Sender.Door door, int number) {
        return new Sender(ledger, allowance, door, number < singles ? 1 : batch, number * people, people, seed);
    }
}
