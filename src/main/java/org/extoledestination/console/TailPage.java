package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.trace.TraceFilter;
import org.extoledestination.trace.TracesController;
import org.extoledestination.trace.TracesController.Listing;
import org.extoledestination.trace.TracesController.Page;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /console/tail}: the latest events, and each that comes to an end while the page is open. */
@ConsoleController
record TailPage(Pages pages, TracesController traces, AddressFilter<TraceFilter> filters) {

    static final String PATH = "/tail";

    private static final int AT_FIRST = 50;
    private static final Set<String> NAMES = Set.of("type", "event", "source", "outcome");

    @GetMapping(PATH)
    View show(Frame frame, HttpServletRequest request) {
        Asked asked = asked(request);
        Listing listing = traces.list(filter(asked), new Page(AT_FIRST, Long.MAX_VALUE));
        return pages.view("tail", Map.of("frame", frame, "filter", asked.page(null), "listing", listing));
    }

    /** As long as other streams of the console: then the browser asks again, and has to be signed in still. */
    @GetMapping(PATH + "/live")
    SseEmitter live(HttpServletRequest request) {
        SseEmitter stream = traces.tail(filter(asked(request)));
        CompletableFuture.delayedExecutor(Viewers.LONGEST.toSeconds(), TimeUnit.SECONDS)
                .execute(stream::complete);
        return stream;
    }

    private static Asked asked(HttpServletRequest request) {
        return Asked.of(request, Set.of()).within(NAMES);
    }

    private TraceFilter filter(Asked asked) {
        return filters.reader().apply(asked.values(), Set.of());
    }
}
