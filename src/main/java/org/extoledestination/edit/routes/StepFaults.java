package org.extoledestination.edit.routes;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.WrapAwareProcessor;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;

/**
 * Makes every step note that a failure began in it, and count. Camel's message history knows that too, but keeps a list
 * of all steps for each event.
 */
final class StepFaults implements InterceptStrategy {

    /** Steps that were exchanged are forgotten with their definition. */
    private final Map<NamedNode, Passed> passed = Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, @Nullable Processor next) {
        return new Watched(step, target, passed.computeIfAbsent(step, known -> new Passed()));
    }

    /** What a step has passed on since it is in force; empty for what is no step by itself, such as a branch. */
    Optional<Passed> passed(NamedNode step) {
        return Optional.ofNullable(passed.get(step));
    }

    private static final class Watched extends DelegateAsyncProcessor implements WrapAwareProcessor {

        private final NamedNode step;
        private final Passed passed;
        private volatile @Nullable String place;

        Watched(NamedNode step, Processor target, Passed passed) {
            super(target);
            this.step = step;
            this.passed = passed;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, doneSync -> {
                passed.count(exchange);
                Exception failure = exchange.getException();
                if (failure != null) {
                    FaultPlace.note(failure, this::place);
                }
                callback.done(doneSync);
            });
        }

        private String place() {
            String found = place;
            if (found == null) {
                found = find();
                place = found;
            }
            return found;
        }

        /** Reads the file. */
        private String find() {
            Place written = Place.of(step);
            String route = CamelContextHelper.getRouteId(step);
            return written.file() + ':' + written.line() + ", step '" + step.getShortName() + '\''
                    + (route == null ? "" : " of route '" + route + '\'');
        }

        @Override
        public Processor getWrapped() {
            return processor;
        }
    }
}
