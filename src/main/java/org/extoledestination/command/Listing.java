package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How much of a list is wanted, and for whom. */
final class Listing {

    private static final int PAGE = 10_000;

    @Option(names = "--limit", defaultValue = "100", description = "How many at most (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line, for other programs.")
    private boolean json;

    /**
     * Prints the latest first, page by page.
     *
     * @param address what lists them
     * @param name of the field with the items of a page
     * @param heading prints what stands above, of the first page, for people
     * @param item prints one of them, for people
     */
    void print(Instance instance, String address, String name, Consumer<JsonNode> heading, Consumer<JsonNode> item) {
        String before = "";
        for (int left = limit; left > 0; ) {
            JsonNode page = instance.get(
                    address + (address.contains("?") ? "&" : "?") + "limit=" + Math.min(left, PAGE) + before);
            if (!json && before.isEmpty()) {
                heading.accept(page);
            }
            page.path(name).forEach(json ? instance.out()::println : item);
            left = page.path("next").isNumber() ? left - page.path(name).size() : 0;
            before = "&before=" + page.path("next");
        }
    }
}
