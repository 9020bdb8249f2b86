package org.extoledestination.clients;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Segment's library for Node.js: {@code src/test/clients/node.js}. */
final class SegmentNode implements Client {

    @Override
    public String artifact() {
        return "@segment/analytics-node";
    }

    @Override
    public Optional<String> missing() {
        return Npm.missing();
    }

    @Override
    public void send(Front front, String writeKey) throws InterruptedException {
        List<String> command =
                List.of("node", Npm.FOLDER.resolve("node.js").toString(), front.url(), writeKey, person());
        try (Program node = Program.start("node", command)) {
            if (!node.endsWell(Duration.ofSeconds(60)) || !node.printed().isEmpty()) {
                throw new IllegalStateException("node.js did not end well: " + node.printed());
            }
        }
        front.awaitKept("alias");
        front.awaitSentAgain();
    }
}
