package org.extoledestination.sandbox;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All the sandbox remembers. A reset is a new world, so late work of the old one shows nowhere. */
record World(
        Journal<RequestRecord> requests,
        Journal<EventRecord> events,
        Journal<ErasureRecord> erasures,
        People people,
        Set<String> conversions,
        Throttle throttle,
        Faults faults) {

    static World empty(SandboxSettings settings) {
        return new World(
                new Journal<>(settings.keep()),
                new Journal<>(settings.keep()),
                new Journal<>(settings.keep()),
                new People(settings.publicTraits()),
                ConcurrentHashMap.newKeySet(),
                new Throttle(settings.requestsPerMinute(), Duration.ofMinutes(1), System::nanoTime),
                new Faults());
    }

    /** Whether an earlier event of this name had the same unique value; an event without one is never a duplicate. */
    boolean isDuplicate(String eventName, @Nullable String conversionId) {
        return conversionId != null && !conversions.add(eventName.toLowerCase(Locale.ROOT) + '\n' + conversionId);
    }
}
