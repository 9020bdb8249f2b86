package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.extoledestination.platform.deadline.Backoff;

/**
 * {@code POST /actuator/import} of the running instance: sends a chunk until the instance takes it. That is harmless: the
 * instance knows events by their ids.
 *
 * @param terms what is said with each chunk
 * @param patience how long an instance is waited for that is away, or can keep nothing
 */
record ImportClient(Instance instance, Map<String, Object> terms, Duration patience, ImportOutput output) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private static final int OK = 200;
    private static final int FAULT = 500;

    /** The instance cannot take anything now; the same chunk may be sent again. The message says why. */
    private static final class BusyException extends Exception {

        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /** Whether there is an instance that takes imports on these terms; does not wait for one. */
    void check() {
        try {
            sendOnce("", Map.of());
        } catch (BusyException e) {
            throw new FailedException(e.getMessage() + ". Start it, or name its management address with --url.");
        }
    }

    /**
     * Sends events, one a line.
     *
     * @param progress how far the import is, for those who look at the instance
     * @return the number {@code accepted}, and the array {@code refused} of objects that hold the place of an event in
     *     the chunk, a code and a message
     */
    JsonNode send(String events, Map<String, ?> progress) throws InterruptedException {
        long begin = System.nanoTime();
        for (int failures = 1; true; failures++) {
            try {
                return sendOnce(events, progress);
            } catch (BusyException e) {
                String patient = ImportOutput.spoken(patience.toSeconds());
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw new FailedException(e.getMessage() + ", for " + patient
                            + " now. Run the same command again to go on from here.");
                }
                if (failures == 1) {
                    output.say(e.getMessage() + ". Trying again for up to " + patient + ".");
                }
                TimeUnit.MILLISECONDS.sleep(BACKOFF.after(failures).toMillis());
            }
        }
    }

    /** Says how far the import is at its end. An instance that is away need not hear it. */
    void tell(Map<String, ?> progress) {
        try {
            sendOnce("", progress);
        } catch (BusyException | FailedException e) {
            // All events are kept; the instance shows the import as silent.
        }
    }

    /** Fails if the instance will never take them. */
    private JsonNode sendOnce(String events, Map<String, ?> progress) throws BusyException {
        Access access = instance.access();
        Map<String, Object> body = new HashMap<>(terms);
        body.putAll(progress);
        body.put("events", events);
        HttpResponse<byte[]> response;
        try {
            response = access.send("/actuator/import", TIMEOUT, request -> request.POST(Instance.json(body)));
        } catch (SSLException e) {
            throw new FailedException(access.failed(e));
        } catch (IOException e) {
            throw new BusyException("No instance answers at " + access.address());
        }
        if (response.statusCode() >= FAULT) {
            throw new BusyException(
                    "The instance at " + access.address() + " cannot keep events now (" + response.statusCode() + ')');
        }
        JsonNode answer = response.statusCode() == OK ? instance.json(response.body()) : MissingNode.getInstance();
        if (!answer.path("refused").isArray()) {
            throw instance.complaint(response);
        }
        return answer;
    }
}
