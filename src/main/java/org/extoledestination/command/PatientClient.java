package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends a chunk until the instance takes it. That is harmless: the instance knows events by their ids. */
final class PatientClient {

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private final ImportClient client;
    private final Duration patience;
    private final ImportOutput output;

    PatientClient(ImportClient client, Duration patience, ImportOutput output) {
        this.client = client;
        this.patience = patience;
        this.output = output;
    }

    /** Whether there is an instance that takes imports on these terms; does not wait for one. */
    void check() throws ImportFailedException, InterruptedException {
        try {
            client.send("");
        } catch (ImportClient.BusyException e) {
            throw new ImportFailedException(
                    ImportFailedException.FAILED,
                    e.getMessage() + ". Start it, or name its management address with --url.");
        }
    }

    /** What became of the events of a chunk, as {@link ImportClient#send} returns it. */
    JsonNode send(String events) throws ImportFailedException, InterruptedException {
        long begin = System.nanoTime();
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                return client.send(events);
            } catch (ImportClient.BusyException e) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw new ImportFailedException(
                            ImportFailedException.FAILED,
                            e.getMessage() + ", for " + ImportOutput.spoken(patience.toSeconds())
                                    + " now. Run the same command again to go on from here.");
                }
                if (wait.equals(FIRST_WAIT)) {
                    output.say(e.getMessage() + ". Trying again for up to " + ImportOutput.spoken(patience.toSeconds())
                            + ".");
                }
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }
}
