package org.extoledestination.platform.management;

import java.util.Map;
import java.util.Set;

/**
 * What the operations of an endpoint take, where their parameters do not say it.
 *
 * @param endpoint its id
 * @param filters what may stand in the address of everything that is listed here
 * @param actions what each word behind the address takes: {@code discard}, {@code count}
 */
public record Terms(String endpoint, Set<String> filters, Map<String, Set<String>> actions) {}
