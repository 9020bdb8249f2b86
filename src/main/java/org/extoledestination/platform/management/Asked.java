package org.extoledestination.platform.management;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an endpoint. It comes as texts, so that a wrong one gets an answer that says so: each method throws an
 * {@link IllegalArgumentException} that names the parameter.
 */
public final class Asked {

    private static final int MOST_NUMBERS = 1_000;

    private Asked() {}

    /** A yes or no. */
    public static boolean flag(String name, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException("'" + name + "' is neither true nor false.");
    }

    /** How many are wanted in one answer; not more than {@code most} come. */
    public static int limit(@Nullable String text, int otherwise, int most) {
        return Math.min(most, number("limit", text, otherwise, 1, Integer.MAX_VALUE));
    }

    /** A number within bounds. */
    public static int number(String name, @Nullable String text, int otherwise, int least, int most) {
        long number = number(name, text, otherwise);
        if (number < least || number > most) {
            throw new IllegalArgumentException("'" + name + "' is a number from " + least + " to " + most + '.');
        }
        return (int) number;
    }

    /** A whole number. */
    public static long number(String name, @Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + name + "' is not a whole number.", e);
        }
    }

    /** Numbers parted by commas, at most {@value #MOST_NUMBERS} of them. */
    public static List<Long> numbers(String name, List<String> texts) {
        List<Long> numbers = texts.stream()
                .flatMap(each -> Arrays.stream(each.split(",")))
                .map(each -> number(name, each, 0L))
                .toList();
        if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
            throw new IllegalArgumentException(
                    "'" + name + "' takes numbers, parted by commas, and at most " + MOST_NUMBERS + '.');
        }
        return numbers;
    }
}
