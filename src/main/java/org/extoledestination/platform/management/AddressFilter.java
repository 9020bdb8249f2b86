package org.extoledestination.platform.management;

import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * An argument of operations that is made of the address alone: which things of a kind are meant. A bean.
 *
 * @param type of the argument
 * @param names the parameters that it knows
 * @param reader makes it of all parameters; passes over those with the other names
 */
public record AddressFilter<T>(
        Class<T> type, Set<String> names, BiFunction<Map<String, String[]>, Set<String>, T> reader) {}
