package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.console.Events.One;
import org.extoledestination.console.Events.Spot;
import org.extoledestination.event.Person;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.platform.management.AddressFilter;
import org.extoledestination.platform.management.FindController;
import org.extoledestination.platform.management.FindController.Found;
import org.extoledestination.platform.management.FindController.Wanted;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Shown;
import org.extoledestination.trace.TraceFilter;
import org.extoledestination.trace.TracesController;
import org.extoledestination.trace.TracesController.Listing;
import org.extoledestination.trace.TracesController.Opened;
import org.extoledestination.trace.TracesController.Page;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/**
 * {@code /console/find}: what became of events. The filter is that of {@code /actuator/traces} and stands in the
 * address, except whom somebody has typed in: a POST makes a fingerprint of it.
 */
@ConsoleController
record FindPage(Pages pages, TracesController traces, FindController places, AddressFilter<TraceFilter> filters) {

    static final String PATH = "/find";

    private static final int ON_A_PAGE = 100;
    private static final Pattern LETTER = Pattern.compile("dead letter (\\d+).*");

    /** What begins so is the place that the traces tell: the page has the journey itself. */
    private static final String RECORDED = "journey: ";

    @GetMapping(PATH)
    View list(Frame frame, HttpServletRequest request, @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before) {
        Asked asked = asked(request, Set.of("before"));
        Listing listing = traces.list(filter(asked), new Page(ON_A_PAGE, before));
        return pages.view("find", Map.of("frame", frame, "filter", asked.page(listing.next()), "listing", listing));
    }

    /** To the page that shows what is looked for. */
    @PostMapping(PATH)
    RedirectView search(Frame frame, HttpServletRequest request, @RequestParam(defaultValue = "") String who) {
        Asked typed = asked(request, Set.of("csrf", "who"));
        Asked asked = who.isBlank() ? typed : typed.with("person", fingerprints(who.strip()));
        String messageId = filter(asked).messageId();
        Asked shown = asked.map("messageId", given -> Objects.requireNonNullElse(messageId, given))
                .map("event", Shown::name)
                .map("source", Shown::name);
        RedirectView view = new RedirectView(frame.at(PATH) + shown.query());
        view.setExposeModelAttributes(false);
        return view;
    }

    private Asked asked(HttpServletRequest request, Set<String> others) {
        return Asked.of(request, others).within(filters.names());
    }

    private TraceFilter filter(Asked asked) {
        return filters.reader().apply(asked.values(), Set.of());
    }

    /** Any kind of id: nobody need know which one an event has. */
    private static String fingerprints(String who) {
        return Stream.of(Person.ofUserId(who), Person.ofEmail(who), Person.ofAnonymousId(who))
                .map(Person::fingerprint)
                .collect(Collectors.joining(","));
    }

    /** {@code odd}: an id that is no part of a path, as {@link Events#path} writes it. */
    @GetMapping(PATH + "/{messageId}")
    View show(
            Frame frame,
            @PathVariable("messageId") String messageId,
            @RequestParam(name = "messageId", defaultValue = "") String odd) {
        String id = odd.isEmpty() ? messageId : odd;
        List<Opened> journeys = journeys(id);
        Found found = places.find(new Wanted(id));
        List<Spot> spots = found.places().stream()
                .filter(each -> !each.place().startsWith(RECORDED))
                .map(FindPage::spot)
                .toList();
        if (journeys.isEmpty() && spots.isEmpty() && found.unasked().isEmpty()) {
            throw Problem.notFound("Nothing is known of an event with this id. Either it never came, or was refused at"
                    + " the door, or it is longer ago than trace.keep and delivery.remember-ids, or it waits far behind"
                    + " in a broker of your own.");
        }
        return pages.view(
                "event", Map.of("frame", frame, "event", new One(Shown.id(id), journeys, spots, found.unasked())));
    }

    private List<Opened> journeys(String messageId) {
        try {
            return traces.show(messageId);
        } catch (ResponseStatusException e) {
            // Nothing is recorded of it. Another store may know it.
            return List.of();
        }
    }

    private static Spot spot(Place place) {
        Matcher letter = LETTER.matcher(place.place());
        return new Spot(place, letter.matches() ? letter.group(1) : "");
    }
}
