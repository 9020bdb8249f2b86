package org.extoledestination.console;

import java.util.List;

/** The pages that stand in the menu, in its order. */
public final class ConsoleMenu {

    /** A page: its name for people, and its path below the console. */
    public record Item(String name, String path) {}

    private static final List<Item> ALL = List.of(
            new Item("Overview", ""),
            new Item("Dead letters", DeadLettersPage.PATH),
            new Item("Delivery", DeliveryPage.PATH));

    private ConsoleMenu() {}

    /** All of them. */
    public static List<Item> all() {
        return ALL;
    }
}
