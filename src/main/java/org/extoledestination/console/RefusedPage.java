package org.extoledestination.console;

import jakarta.jms.JMSException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.extoledestination.console.DeadLettersPage.HalfDoneException;
import org.extoledestination.console.RefusedView.Message;
import org.extoledestination.console.RefusedView.Messages;
import org.extoledestination.console.RefusedView.Plan;
import org.extoledestination.queue.refused.RefusedController;
import org.extoledestination.queue.refused.RefusedController.Done;
import org.extoledestination.queue.refused.RefusedController.Listing;
import org.extoledestination.queue.refused.RefusedController.Page;
import org.extoledestination.queue.refused.RefusedController.Replay;
import org.extoledestination.queue.refused.RefusedController.Shown;
import org.extoledestination.queue.refused.RefusedController.Which;
import org.extoledestination.queue.refused.RefusedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/**
 * {@code /console/refused}: messages that no route can take, by reason; one of them, masked; and what an operator does
 * with one, some, or all of a reason.
 */
@ConsoleController
record RefusedPage(Pages pages, RefusedController refused, Masked masked) {

    static final String PATH = "/refused";

    private static final int ON_A_PAGE = 100;
    private static final int LONGEST_SHOWN = 50_000;
    /** A tree of a larger one would fill the memory. */
    private static final int MOST_BYTES_READ = 1_000_000;

    private static final Set<String> OWN =
            Set.of("csrf", "before", "action", "marked", "most", "source", "done", "said", "stay");
    private static final Set<String> NAMES = Set.of("id", "upTo", "code");

    @GetMapping(PATH)
    View list(
            Frame frame,
            HttpServletRequest request,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "0") long said,
            @RequestParam(defaultValue = "0") long stay) {
        Asked asked = Asked.of(request, OWN).within(Set.of("code"));
        Listing listing = refused.list(new Page(ON_A_PAGE, before, asked.only("code")));
        return pages.view(
                "refused",
                Map.of(
                        "frame",
                        frame,
                        "messages",
                        new Messages(
                                asked.page(listing.next()), refused.kinds(), listing, sentence(done, said, stay))));
    }

    private static String sentence(String done, long said, long stay) {
        return switch (done) {
            case "replay" ->
                String.format(Locale.ROOT, "%,d messages are on their queue again.", said)
                        + (stay == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " %,d are neither text nor bytes and stay: their senders send them again.",
                                        stay));
            case "discard" -> String.format(Locale.ROOT, "%,d messages are removed.", said);
            default -> "";
        };
    }

    @GetMapping(PATH + "/{id}")
    View show(Frame frame, @PathVariable String id) {
        long number = number(id);
        RefusedMessage head = refused.head(number);
        if (head.bytes() > MOST_BYTES_READ) {
            return pages.view(
                    "refusedmessage",
                    Map.of(
                            "frame",
                            frame,
                            "message",
                            new Message(head, "(too large for a page: the command 'refused show' prints it)", "")));
        }
        Shown shown = refused.show(number);
        return pages.view(
                "refusedmessage",
                Map.of(
                        "frame",
                        frame,
                        "message",
                        new Message(
                                shown.message(), cut(masked.json(shown.content())), masked.json(shown.properties()))));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN
                ? text
                : text.substring(0, LONGEST_SHOWN) + "\n(" + Spoken.count(text.length() - LONGEST_SHOWN)
                        + " more characters)";
    }

    /** How many an action would concern; nothing is done yet. */
    @GetMapping(PATH + "/confirm")
    View confirm(Frame frame, HttpServletRequest request, @RequestParam(defaultValue = "") String action) {
        if (!Set.of("replay", "discard").contains(action)) {
            throw new IllegalArgumentException("There is no such action: replay or discard.");
        }
        Asked asked = Asked.of(request, OWN).within(NAMES);
        boolean isByNumber = asked.values().containsKey("id");
        if (request.getParameter("marked") != null && !isByNumber) {
            // No message is not every message.
            throw new IllegalArgumentException("No message is marked. Mark some, or choose all. Nothing was done.");
        }
        Listing sample = refused.list(new Page(isByNumber ? 1 : 5, Long.MAX_VALUE, asked.only("code")));
        // Those that come after the question are not meant.
        Asked meant = isByNumber || asked.values().containsKey("upTo")
                ? asked
                : asked.with(
                        "upTo",
                        sample.refused().isEmpty()
                                ? "0"
                                : String.valueOf(sample.refused().get(0).id()));
        return pages.view(
                "refusedconfirm",
                Map.of(
                        "frame",
                        frame,
                        "plan",
                        new Plan(
                                action,
                                refused.count(which(meant, null)),
                                meant.query(),
                                asked.shown(),
                                isByNumber ? List.of() : sample.refused())));
    }

    @PostMapping(PATH + "/replay")
    RedirectView replay(
            Frame frame,
            HttpServletRequest request,
            @RequestParam long most,
            @RequestParam(defaultValue = "") String source)
            throws JMSException {
        Asked asked = Asked.of(request, OWN).within(NAMES);
        List<Long> stay = new ArrayList<>();
        long messages = 0;
        Long after = 0L;
        while (after != null) {
            try {
                Done done = refused.replay(
                        // Those that are replayed are no longer counted.
                        which(asked, after == 0 ? most : null),
                        new Replay(after, source.isBlank() ? null : source.strip()));
                messages += done.messages();
                stay.addAll(done.stay());
                after = done.next();
            } catch (JMSException | DataAccessException | TransactionException failure) {
                if (messages == 0) {
                    throw failure;
                }
                throw new HalfDoneException(messages, failure);
            }
        }
        return done(frame, "replay", messages, stay.size());
    }

    @PostMapping(PATH + "/discard")
    RedirectView discard(Frame frame, HttpServletRequest request, @RequestParam long most) {
        Asked asked = Asked.of(request, OWN).within(NAMES);
        return done(frame, "discard", refused.discard(which(asked, most)).messages(), 0);
    }

    private static Which which(Asked asked, @Nullable Long most) {
        String ids = asked.only("id");
        String upTo = asked.only("upTo");
        return new Which(
                ids == null
                        ? null
                        : Arrays.stream(ids.split(",")).map(RefusedPage::number).toList(),
                upTo == null ? null : Long.valueOf(number(upTo)),
                asked.only("code"),
                most);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A message is named by its number. Nothing was done.", e);
        }
    }

    private static RedirectView done(Frame frame, String action, long messages, int stay) {
        RedirectView view = new RedirectView(
                frame.at(PATH) + "?done=" + action + "&said=" + messages + (stay == 0 ? "" : "&stay=" + stay));
        view.setExposeModelAttributes(false);
        return view;
    }
}
