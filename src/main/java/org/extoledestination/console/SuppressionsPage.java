package org.extoledestination.console;

import java.util.Map;
import java.util.Optional;
import org.extoledestination.console.Suppressed.Plan;
import org.extoledestination.event.BareText;
import org.extoledestination.event.EmailAddress;
import org.extoledestination.event.Person;
import org.extoledestination.gate.suppression.SuppressionsController;
import org.extoledestination.gate.suppression.SuppressionsController.Wanted;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/**
 * {@code /console/suppressions}: whose events are no longer sent, by fingerprint. Whom somebody types in becomes a
 * fingerprint before it stands in an address.
 */
@ConsoleController
record SuppressionsPage(Pages pages, SuppressionsController suppressions) {

    static final String PATH = "/suppressions";

    private static final int SHOWN = 1_000;
    private static final String ADD = "add";
    private static final String REMOVE = "remove";

    @GetMapping(PATH)
    View list(
            Frame frame,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "true") boolean changed) {
        return pages.view(
                "suppressions",
                Map.of(
                        "frame",
                        frame,
                        "listing",
                        suppressions.list(new Wanted(SHOWN)),
                        "said",
                        switch (done) {
                            case ADD -> changed ? "Suppressed from now on." : "Was suppressed already.";
                            case REMOVE ->
                                changed ? "No longer suppressed: the next event passes." : "Was not suppressed.";
                            default -> "";
                        }));
    }

    /** To the page that asks whether it is meant. */
    @PostMapping(PATH)
    RedirectView typed(
            Frame frame,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String who,
            @RequestParam(defaultValue = ADD) String action) {
        return to(
                frame,
                "/confirm?action=" + action(action) + "&person="
                        + person(kind, who.strip()).fingerprint());
    }

    private static Person person(String kind, String who) {
        if (BareText.isNothing(who)) {
            throw new IllegalArgumentException("Type in a user id or an e-mail address. Nothing was done.");
        }
        return switch (kind) {
            case "userId" -> Person.ofUserId(who);
            case "email" -> {
                if (!EmailAddress.isOne(who)) {
                    throw new IllegalArgumentException("This is no e-mail address. Nothing was done.");
                }
                yield Person.ofEmail(who);
            }
            default -> throw new IllegalArgumentException("Choose user id or e-mail address. Nothing was done.");
        };
    }

    /** {@code person}: a fingerprint, or of somebody who is in the list its first digits. */
    @GetMapping(PATH + "/confirm")
    View confirm(
            Frame frame,
            @RequestParam(defaultValue = ADD) String action,
            @RequestParam(defaultValue = "") String person) {
        Optional<String> listed = suppressions.of(person);
        boolean isAdd = action(action).equals(ADD);
        return pages.view(
                "suppress",
                Map.of("frame", frame, "plan", new Plan(isAdd, listed.orElse(person), isAdd == listed.isEmpty())));
    }

    @PostMapping(PATH + "/add")
    RedirectView add(Frame frame, @RequestParam(defaultValue = "") String person) {
        return to(frame, "?done=add&changed=" + suppressions.add(person).changed());
    }

    @PostMapping(PATH + "/remove")
    RedirectView remove(Frame frame, @RequestParam(defaultValue = "") String person) {
        return to(frame, "?done=remove&changed=" + suppressions.remove(person).changed());
    }

    private static String action(String action) {
        if (!action.equals(ADD) && !action.equals(REMOVE)) {
            throw new IllegalArgumentException("There is no such action: add or remove.");
        }
        return action;
    }

    private static RedirectView to(Frame frame, String rest) {
        RedirectView view = new RedirectView(frame.at(PATH) + rest);
        view.setExposeModelAttributes(false);
        return view;
    }
}
