package org.extoledestination.console;

import java.util.List;
import java.util.Map;
import org.extoledestination.queue.refused.RefusedController.Listing;
import org.extoledestination.queue.refused.RefusedMessage;
import org.extoledestination.queue.refused.RefusedRows;

/** What the pages of refused messages show. */
public final class RefusedView {

    private RefusedView() {}

    /**
     * What the page of messages shows.
     *
     * @param filter what was asked for
     * @param kinds of all messages
     * @param listing a page of those that were asked for
     * @param said what was done before this page, empty if nothing was
     */
    public record Messages(PageFilter filter, List<RefusedRows.Kind> kinds, Listing listing, String said) {

        /** How many were asked for. */
        public long found() {
            String code = filter.value("code");
            return kinds.stream()
                    .filter(each -> code.isEmpty() || each.code().equals(code))
                    .mapToLong(RefusedRows.Kind::messages)
                    .sum();
        }
    }

    /** One message; {@code content} and {@code properties} are masked. */
    public record Message(RefusedMessage of, String content, String properties) {}

    /** What is about to be done, with how many it concerns. */
    public record Plan(
            String action, long count, String query, Map<String, String> filter, List<RefusedMessage> sample) {}
}
