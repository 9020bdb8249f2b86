package org.extoledestination.gate.audience;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.edit.routes.Rehearsable;
import org.extoledestination.event.Computation;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;

/**
 * Compares what an event asserts of an audience or computed trait with the last assertion that Extole got of the person.
 * For routes: {@code bean: {ref: audienceStates, method: ...}}, in the order {@code compare}, {@code isNews}, then
 * {@code record} once Extole has taken it, or {@code drop}, and {@code finish} in any case.
 */
public final class AudienceStates implements BatchListener, Rehearsable {

    private static final String COMPARED = "audienceCompared";
    private static final String TURN = "audienceTurn";

    /** For a route that does not say when it has finished. */
    private final class Ends extends SynchronizationAdapter {

        @Override
        public void onDone(Exchange exchange) {
            finish(exchange);
        }
    }

    private record Compared(Assertion assertion, Optional<LastState> last, Verdict verdict) {}

    private final AssertionReader reader;
    private final LastStates states;
    private final InitialSyncs syncs;
    private final Meters meters;
    private final Turns turns = new Turns(Turns.LONGEST);
    private final Ends ends = new Ends();

    AudienceStates(
            AssertionReader reader, StateRows rows, DurableWrites durableWrites, InitialSyncs syncs, Meters meters) {
        this.reader = reader;
        this.states = new LastStates(rows, durableWrites);
        this.syncs = syncs;
        this.meters = meters;
    }

    /** Whether an event asserts something that Engage has computed. */
    public boolean isAssertion(@Body Map<String, Object> event) {
        return AssertionReader.isAssertion(event);
    }

    /** Compares with Extole's state, without a turn and without storing anything. */
    @Override
    public Object forRehearsal(Meters elsewhere) {
        return new Looking(elsewhere);
    }

    /** The same words for routes that only look. */
    public final class Looking {

        private final Meters counts;

        private Looking(Meters counts) {
            this.counts = counts;
        }

        /** As {@link AudienceStates#compare}. */
        public void compare(
                @Body Map<String, Object> event,
                @Header(SegmentEvent.Header.SOURCE) String source,
                @Header(SegmentEvent.Header.PERSON) String person,
                Exchange exchange) {
            Assertion assertion = reader.read(event, source, new Person(person));
            compared(exchange, assertion, states.peek(assertion, reader.now()));
        }

        /** Counts why it is not sent to Extole. */
        public void drop(Exchange exchange) {
            boolean isStale = AudienceStates.compared(exchange).verdict() == Verdict.STALE;
            counts.count("audience", isStale ? "stale" : "repeated");
        }

        /** Nothing was sent. */
        public void record() {}

        /** No turn was taken. */
        public void finish() {}

        /** Nobody is forgotten. */
        public void forget() {}
    }

    /** Compares the event's assertion with the last one that Extole got. */
    public void compare(
            @Body Map<String, Object> event,
            @Header(SegmentEvent.Header.SOURCE) String source,
            @Header(SegmentEvent.Header.PERSON) String person,
            Exchange exchange) {
        Assertion assertion = reader.read(event, source, new Person(person));
        finish(exchange);
        if (!exchange.getExchangeExtension().containsOnCompletion(ends)) {
            exchange.getExchangeExtension().addOnCompletion(ends);
        }
        exchange.setProperty(TURN, turns.take(assertion.topics()));
        try {
            compared(exchange, assertion, states.find(assertion, reader.now()));
        } catch (RuntimeException e) {
            finish(exchange);
            throw e;
        }
    }

    private static void compared(Exchange exchange, Assertion assertion, Collection<LastState> states) {
        exchange.setProperty(
                COMPARED, new Compared(assertion, Verdict.last(assertion, states), Verdict.of(assertion, states)));
    }

    /** Lets the next one be compared that names one of the same identities; after {@code record}, {@code drop} or a failure. */
    public void finish(Exchange exchange) {
        if (exchange.removeProperty(TURN) instanceof Turns.Turn turn) {
            turns.leave(turn);
        }
    }

    /** Whether Extole is to hear of it. */
    public boolean isNews(Exchange exchange) {
        return compared(exchange).verdict().isNews();
    }

    /** Extole has taken it. */
    public void record(Exchange exchange) {
        Compared compared = compared(exchange);
        boolean isFirst = compared.verdict() == Verdict.FIRST;
        states.put(exchange, compared.assertion(), isFirst);
        Computation computation = compared.assertion().computation();
        if (computation.kind() == Computation.Kind.TRAIT) {
            end("trait", compared.assertion());
        } else if (Boolean.FALSE.equals(computation.value())) {
            end("left", compared.assertion());
        } else {
            end("entered", compared.assertion());
            if (isFirst) {
                syncs.entered(
                        AudienceKey.plain(computation.key()),
                        !compared.assertion().byWriteKey());
            }
        }
    }

    /**
     * Extole is not to hear of it. A repeat still says that the state held until then, so what lies between is stale
     * from now on; should a crash forget that, Extole hears more than it must.
     */
    public void drop(Exchange exchange) {
        Compared compared = compared(exchange);
        Assertion assertion = compared.assertion();
        if (compared.verdict() == Verdict.STALE) {
            end("stale", assertion);
            return;
        }
        if (compared.last().filter(last -> last.time().equals(assertion.time())).isEmpty()) {
            states.put(exchange, assertion, false);
        }
        end("repeated", assertion);
    }

    /**
     * Removes what is known of a person whom Extole is about to be asked to erase.
     *
     * @param user the person by user id
     * @param erasures what Extole was asked to erase, by user id and by e-mail
     */
    public void forget(@Header(SegmentEvent.Header.PERSON) String user, @Body List<ExtoleRequest> erasures) {
        List<String> emails = erasures.stream()
                .map(erasure -> erasure.body().get("email"))
                .filter(String.class::isInstance)
                .map(email -> Person.ofEmail((String) email).fingerprint())
                .toList();
        states.forget(user, emails);
    }

    @Override
    public void beforeProcessing(List<Exchange> exchanges) {
        states.beforeProcessing(exchanges);
    }

    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        states.beforeAcknowledge(exchanges);
    }

    @Override
    public void afterLosing(List<Exchange> exchanges) {
        states.afterLosing(exchanges);
    }

    @Override
    public void afterLeaving(List<Exchange> exchanges) {
        states.afterLeaving(exchanges);
    }

    private void end(String outcome, Assertion assertion) {
        String key = AudienceKey.plain(assertion.computation().key());
        meters.count("audience", outcome, "audience", key, !assertion.byWriteKey());
    }

    private static Compared compared(Exchange exchange) {
        return exchange.getProperty(COMPARED, Compared.class);
    }
}
