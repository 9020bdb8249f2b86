package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.OptionalLong;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers, counts and tells of requests that are not served; tells of a few a minute, whoever sends how many. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int LINES_A_MINUTE = 10;
    private static final long MINUTE_MS = 60_000;

    private final Meters meters;
    private final Clock clock;
    private long minute;
    private int lines;
    private long untold;

    Refusals(Meters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    void answer(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String word = refusal.kind().word();
        meters.count("management", word);
        tell().ifPresent(before -> LOG.warn(
                "A request to the management port was refused: reason={}, method={}, from={}{}",
                word,
                request.getMethod().matches("[A-Z]{1,10}") ? request.getMethod() : "?",
                request.getRemoteAddr(),
                before == 0 ? "" : ", and " + before + " more before it"));
        if (refusal.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatus(refusal.status());
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(SegmentJson.plain().writeValueAsBytes(new Problem(word, refusal.message())));
    }

    /** How many went untold before this one, or empty if it is to go untold itself. */
    private synchronized OptionalLong tell() {
        long now = clock.millis() / MINUTE_MS;
        if (now != minute) {
            minute = now;
            lines = 0;
        }
        if (lines == LINES_A_MINUTE) {
            untold++;
            return OptionalLong.empty();
        }
        lines++;
        long before = untold;
        untold = 0;
        return OptionalLong.of(before);
    }
}
