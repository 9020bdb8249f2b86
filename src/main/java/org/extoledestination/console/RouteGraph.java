package org.extoledestination.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.extoledestination.edit.routes.RunningRoutes.Line;

/**
 * Which route calls which, drawn from left to right: each route stands to the right of all that call it. Routes that
 * neither call nor are called are left out.
 *
 * @param width of the drawing, in its own units
 * @param height the same
 */
public record RouteGraph(List<Box> boxes, List<String> arrows, int width, int height) {

    static final int BOX_WIDTH = 168;
    static final int BOX_HEIGHT = 44;
    private static final int COLUMN = BOX_WIDTH + 56;
    private static final int ROW = BOX_HEIGHT + 14;
    private static final int MARGIN = 2;
    private static final int LONGEST_NAME = 22;
    private static final int ARROW = 6;

    /**
     * A route.
     *
     * @param x of its left edge
     * @param y of its upper edge
     */
    public record Box(Line route, int x, int y) {

        /** Its id, as much as there is room for. */
        public String name() {
            return route.id().length() <= LONGEST_NAME
                    ? route.id()
                    : route.id().substring(0, LONGEST_NAME - 1) + '\u2026';
        }

        /** What came out of it. */
        public String counts() {
            return number(route.completed()) + " done"
                    + (route.failed() == 0 ? "" : ", " + number(route.failed()) + " failed");
        }
    }

    static RouteGraph of(List<Line> routes) {
        Map<String, Line> known = new LinkedHashMap<>();
        routes.forEach(route -> known.put(route.id(), route));
        Map<String, List<String>> callers = new HashMap<>();
        Set<String> drawn = new HashSet<>();
        for (Line route : routes) {
            for (String called : route.calls()) {
                if (known.containsKey(called) && !called.equals(route.id())) {
                    callers.computeIfAbsent(called, id -> new ArrayList<>()).add(route.id());
                    drawn.add(called);
                    drawn.add(route.id());
                }
            }
        }
        Map<String, Integer> columns = new HashMap<>();
        drawn.forEach(id -> column(id, callers, columns, new HashSet<>()));
        Map<Integer, List<Line>> byColumn = new TreeMap<>();
        routes.stream()
                .filter(route -> drawn.contains(route.id()))
                .forEach(route -> byColumn.computeIfAbsent(
                                columns.getOrDefault(route.id(), 0), column -> new ArrayList<>())
                        .add(route));
        int rows = byColumn.values().stream().mapToInt(List::size).max().orElse(0);
        Map<String, Box> boxes = new LinkedHashMap<>();
        byColumn.forEach((column, inColumn) -> {
            List<Line> sorted = inColumn.stream()
                    .sorted(Comparator.comparingDouble(route -> height(route, callers, boxes)))
                    .toList();
            int top = MARGIN + (rows - sorted.size()) * ROW / 2;
            for (int row = 0; row < sorted.size(); row++) {
                Line route = sorted.get(row);
                boxes.put(route.id(), new Box(route, MARGIN + column * COLUMN, top + row * ROW));
            }
        });
        List<String> arrows = new ArrayList<>();
        callers.forEach((called, all) -> all.forEach(caller -> arrows.add(
                arrow(Objects.requireNonNull(boxes.get(caller)), Objects.requireNonNull(boxes.get(called))))));
        int last = byColumn.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        return new RouteGraph(
                List.copyOf(boxes.values()),
                arrows,
                last * COLUMN + BOX_WIDTH + 2 * MARGIN,
                rows * ROW - (ROW - BOX_HEIGHT) + 2 * MARGIN);
    }

    /** One more than the last of its callers; of routes that call each other in a circle, the one met first is the first. */
    private static int column(
            String id, Map<String, List<String>> callers, Map<String, Integer> columns, Set<String> under) {
        Integer known = columns.get(id);
        if (known != null) {
            return known;
        }
        if (!under.add(id)) {
            return 0;
        }
        int column = callers.getOrDefault(id, List.of()).stream()
                .filter(caller -> !under.contains(caller))
                .mapToInt(caller -> 1 + column(caller, callers, columns, under))
                .max()
                .orElse(0);
        under.remove(id);
        columns.put(id, column);
        return column;
    }

    /** Near those that call it, so that few arrows cross. */
    private static double height(Line route, Map<String, List<String>> callers, Map<String, Box> boxes) {
        return callers.getOrDefault(route.id(), List.of()).stream()
                .map(boxes::get)
                .filter(Objects::nonNull)
                .mapToInt(Box::y)
                .average()
                .orElse(0);
    }

    private static String arrow(Box from, Box to) {
        int x = from.x() + BOX_WIDTH;
        int y = from.y() + BOX_HEIGHT / 2;
        int endX = to.x();
        int endY = to.y() + BOX_HEIGHT / 2;
        int bend = Math.max(COLUMN - BOX_WIDTH, (endX - x) / 2);
        return "M" + x + ' ' + y + 'C' + (x + bend) + ' ' + y + ' ' + (endX - bend) + ' ' + endY + ' ' + endX + ' '
                + endY + 'm' + -ARROW + ' ' + -ARROW / 2 + 'l' + ARROW + ' ' + ARROW / 2 + 'l' + -ARROW + ' '
                + ARROW / 2;
    }

    /** A count, as people read it. */
    public static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
