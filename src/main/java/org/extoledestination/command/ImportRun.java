package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the events of one file to the instance, chunk by chunk, and notes after each how far it is. */
final class ImportRun {

    private final ArchiveFile archive;
    private final TimeRange range;
    private final int rate;
    private final Pace pace;
    private final PatientClient client;
    private final ImportProgress progress;
    private final RefusedEvents refused;
    private final ImportOutput output;
    private Tally tally;

    /**
     * Where things go and come from.
     *
     * @param progress {@link ImportProgress#NONE} if none is kept
     */
    record Ends(PatientClient client, ImportProgress progress, RefusedEvents refused, ImportOutput output) {}

    ImportRun(ArchiveFile archive, TimeRange range, int rate, Ends ends) {
        this.archive = archive;
        this.range = range;
        this.rate = rate;
        this.pace = new Pace(rate);
        this.client = ends.client();
        this.progress = ends.progress();
        this.refused = ends.refused();
        this.output = ends.output();
        this.tally = progress.done();
    }

    /**
     * Goes on where an earlier run stopped, to the end of the file.
     *
     * @throws BrokenArchiveException if the file breaks off; the events before are done
     */
    Tally run() throws BrokenArchiveException, ImportFailedException, InterruptedException {
        passOver(tally.read());
        output.begin(tally.read(), archive.position());
        Chunk chunk = new Chunk(rate);
        try {
            for (Optional<ArchivedEvent> event = archive.next(); event.isPresent(); event = archive.next()) {
                if (event.get().fault().isPresent()
                        || range.contains(event.get().time())) {
                    chunk.add(event.get());
                } else {
                    chunk.leaveOut();
                }
                if (chunk.isFull()) {
                    bring(chunk);
                    chunk = new Chunk(rate);
                }
            }
        } catch (BrokenArchiveException e) {
            bring(chunk);
            throw e;
        }
        bring(chunk);
        return tally;
    }

    /** What is done so far. */
    Tally tally() {
        return tally;
    }

    private void passOver(long events) throws BrokenArchiveException {
        for (long passed = 0; passed < events; passed++) {
            archive.next();
        }
    }

    private void bring(Chunk chunk) throws ImportFailedException, InterruptedException {
        List<String> codes = new ArrayList<>();
        for (ArchivedEvent event : chunk.unreadable()) {
            ArchivedEvent.Fault fault = event.fault().orElseThrow();
            codes.add(fault.code());
            refused.add(event, fault.code(), fault.message());
        }
        int accepted = chunk.events().isEmpty() ? 0 : send(chunk, codes);
        refused.flush();
        tally = tally.plus(accepted, chunk.leftOut(), codes);
        progress.save(tally);
        output.progress(tally, archive.position(), archive.size());
    }

    private int send(Chunk chunk, List<String> codes) throws ImportFailedException, InterruptedException {
        pace.await(chunk.events().size());
        JsonNode answer = client.send(chunk.text());
        for (JsonNode verdict : answer.path("refused")) {
            String code = verdict.path("code").asText();
            codes.add(code);
            refused.add(
                    chunk.events().get(verdict.path("event").asInt()),
                    code,
                    verdict.path("message").asText());
        }
        return answer.path("accepted").asInt();
    }
}
