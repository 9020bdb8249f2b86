package org.extoledestination.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.extoledestination.platform.management.AuditController;
import org.extoledestination.platform.management.AuditController.Listing;
import org.extoledestination.platform.management.AuditController.Page;
import org.extoledestination.platform.management.AuditController.Wanted;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** {@code /console/audit}: who did what, to what, when and from where. */
@ConsoleController
record AuditPage(Pages pages, AuditController audit) {

    static final String PATH = "/audit";

    private static final int ON_A_PAGE = 100;
    private static final Set<String> NAMES = Set.of("who", "action", "since", "until");

    @GetMapping(PATH)
    View list(Frame frame, HttpServletRequest request, @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before) {
        Asked asked = Asked.of(request, Set.of("before")).within(NAMES);
        Wanted wanted = new Wanted(asked.only("since"), asked.only("until"), asked.only("who"), asked.only("action"));
        Listing listing = audit.list(wanted, new Page(ON_A_PAGE, before, "json"));
        return pages.view("audit", Map.of("frame", frame, "filter", asked.page(listing.next()), "listing", listing));
    }
}
