package org.extoledestination.mapping;

import org.extoledestination.event.BareText;

/** Under which names the values of {@code rest} go out. */
enum Naming {
    AS_IS("as-is"),
    /** {@code firstName}, {@code First Name} and {@code first-name} become {@code first_name}. */
    SNAKE_CASE("snake_case");

    private final String word;

    Naming(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    String apply(String name) {
        return this == AS_IS ? name : snakeCase(BareText.of(name));
    }

    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        boolean apart = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isPartOfAWord(c)) {
                apart = true;
                continue;
            }
            if (!snake.isEmpty() && (apart || beginsAWord(name, i))) {
                snake.append('_');
            }
            apart = false;
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }

    /** Halves of surrogate pairs stay: letters beyond the first 65,536 are letters too. */
    private static boolean isPartOfAWord(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    /** {@code userId} has a word at {@code I}, and {@code HTMLPage} at {@code P}. */
    private static boolean beginsAWord(String name, int i) {
        if (i == 0 || !Character.isUpperCase(name.charAt(i))) {
            return false;
        }
        char before = name.charAt(i - 1);
        boolean lowerFollows = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
        return Character.isLowerCase(before)
                || Character.isDigit(before)
                || (Character.isUpperCase(before) && lowerFollows);
    }
}
