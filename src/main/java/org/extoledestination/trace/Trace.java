package org.extoledestination.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Shown;

/**
 * What was recorded of an event from when it was taken in hand until that ended. An event that is taken again, because it
 * waited or is replayed, has several.
 *
 * @param id when it ended, in microseconds of the epoch, so that each has its own
 * @param event the name of a track call, else empty
 * @param person the fingerprint
 * @param outcome a word of {@link TraceOutcome}
 * @param reason a word or a code; may be empty
 * @param isSmooth whether it is one of very many, of which a sample is enough
 */
record Trace(
        long id,
        String messageId,
        String source,
        String type,
        String event,
        String person,
        String outcome,
        String reason,
        boolean isSmooth,
        List<Step> steps) {

    /** Longest text of {@link #stepsText}. */
    static final int LONGEST_STEPS = 4_000;

    private static final long MICROS = 1_000;
    private static final char MARK = '#';
    private static final int ID_DIGITS = 12;
    private static final Pattern SHOWN_END = Pattern.compile(MARK + "[0-9a-f]{" + ID_DIGITS + '}');
    private static final ObjectMapper JSON = SegmentJson.plain();
    /** Nearly all ids and names, which need no closer look. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-]{0,40}[A-Za-z][\\w-]{0,38}|");
    /** The same of words: no digits, and nothing behind which a credential may stand. */
    private static final Pattern WORDS = Pattern.compile("(?!.*(?i:bearer|basic) )[A-Za-z _-]{0,80}");

    static Trace of(long id, Journey journey, TraceOutcome.End end) {
        Journey.Subject subject = journey.subject();
        List<Step> steps = new ArrayList<>();
        if (subject.accepted() > 0) {
            steps.add(new Step(subject.accepted(), "accepted", subject.door(), "", 0, 0));
        }
        steps.addAll(journey.steps());
        if (journey.leftOut() > 0) {
            int middle = steps.size() - Journey.MOST_STEPS / 2;
            Step next = steps.get(middle);
            steps.add(middle, new Step(next.at(), "left-out", String.valueOf(journey.leftOut()), "", 0, 0));
        }
        return new Trace(
                id,
                subject.messageId(),
                subject.source(),
                subject.type(),
                subject.name(),
                subject.person(),
                end.outcome().word(),
                end.reason(),
                end.isSmooth(),
                List.copyOf(steps));
    }

    /** When it ended. */
    Instant at() {
        return Instant.ofEpochMilli(id / MICROS);
    }

    /** The id of the first that ended then. */
    static long idAt(Instant time) {
        return Math.multiplyExact(time.toEpochMilli(), MICROS);
    }

    /** The same as it may be kept and shown: what looks like an address or a number of a person is masked. */
    Trace masked() {
        return new Trace(
                id,
                plainId(messageId),
                source,
                type,
                plainName(event),
                person,
                outcome,
                Shown.id(reason),
                isSmooth,
                steps.stream()
                        .map(step -> new Step(
                                step.at(),
                                step.station(),
                                Shown.id(step.outcome()),
                                Shown.id(step.detail()),
                                step.status(),
                                step.millis()))
                        .toList());
    }

    /** An event's id as it is kept and shown: of one that is not shown whole, enough to tell it from others. */
    static String plainId(String id) {
        if (PLAIN.matcher(id).matches() || isShown(id)) {
            return id;
        }
        String shown = Shown.id(id);
        return shown.equals(id) ? id : shown + MARK + DigestUtils.sha256Hex(id).substring(0, ID_DIGITS);
    }

    /** Whether somebody asks by an id as it was shown. */
    private static boolean isShown(String id) {
        int mark = id.length() - ID_DIGITS - 1;
        if (mark < 0 || !SHOWN_END.matcher(id.substring(mark)).matches()) {
            return false;
        }
        String shown = id.substring(0, mark);
        return Shown.id(shown).equals(shown);
    }

    /** An event's name as it is kept and shown. */
    static String plainName(String name) {
        return PLAIN.matcher(name).matches() || WORDS.matcher(name).matches() ? name : Shown.name(name);
    }

    /** The steps for the table; of very many the last ones. */
    String stepsText() {
        for (int from = 0; ; from++) {
            String text = text(steps.subList(from, steps.size()));
            if (text.length() <= LONGEST_STEPS) {
                return text;
            }
        }
    }

    private static String text(List<Step> steps) {
        try {
            return JSON.writeValueAsString(steps.stream()
                    .map(step -> List.of(
                            step.at(), step.station(), step.outcome(), step.detail(), step.status(), step.millis()))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Steps cannot be written as JSON", e);
        }
    }

    /** What {@link #stepsText} has written. */
    static List<Step> steps(String text) {
        try {
            List<Step> steps = new ArrayList<>();
            for (JsonNode step : JSON.readTree(text)) {
                steps.add(new Step(
                        step.path(0).asLong(),
                        step.path(1).asText(),
                        step.path(2).asText(),
                        step.path(3).asText(),
                        step.path(4).asInt(),
                        step.path(5).asLong()));
            }
            return List.copyOf(steps);
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }
}
