package org.extoledestination.mapping;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.PersonSettings;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * Settings for all mapping files of one installation.
 *
 * @param anonymous what becomes of an event that names no person
 * @param container Extole's container for every event, {@code test} to keep events out of its dashboards; never blank,
 *     and empty means production
 * @param eventNames what becomes of an event whose name breaks Extole's rule for names
 * @param maxRequestSize the largest request that is made of an event, as JSON; 4 KB to 16 MB
 * @param maxItems of how many items of one event each makes a request, at most; 1 to 1,000
 * @param sendsIpAddress whether Extole gets the person's IP address
 * @param liveTests what an edit meets while the application runs
 * @param person where events name their person
 */
public record MappingSettings(
        AnonymousPolicy anonymous,
        EventNames eventNames,
        Optional<String> container,
        DataSize maxRequestSize,
        int maxItems,
        boolean sendsIpAddress,
        LiveTests liveTests,
        PersonKeys person) {

    static final String ANONYMOUS_KEY = "mapping.anonymous";
    static final String NAMES_KEY = "mapping.event-names";
    static final String CONTAINER_KEY = "mapping.container";
    static final String SIZE_KEY = "mapping.max-request-size";
    static final String ITEMS_KEY = "mapping.max-items";
    static final String IP_KEY = "mapping.send-ip-address";
    static final String TESTS_KEY = "mapping.live-tests";
    static final Set<String> KEYS =
            Set.of(ANONYMOUS_KEY, NAMES_KEY, CONTAINER_KEY, SIZE_KEY, ITEMS_KEY, IP_KEY, TESTS_KEY);

    private static final DataSize USUAL_SIZE = DataSize.ofKilobytes(128);
    private static final DataSize LEAST_SIZE = DataSize.ofKilobytes(4);
    private static final DataSize MOST_SIZE = DataSize.ofMegabytes(16);
    private static final int USUAL_ITEMS = 200;
    private static final int MOST_ITEMS = 1_000;

    /**
     * Refuses a container without a name, and a limit out of range.
     *
     * @throws IllegalArgumentException when the container is blank, or a limit is out of range
     */
    public MappingSettings {
        Objects.requireNonNull(anonymous, "anonymous");
        if (container.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("container is expected to have a name or to be absent");
        }
        requireInRange(maxRequestSize);
        requireInRange(maxItems);
    }

    /** The same with requests of 128 KB at most, and persons in the usual places. */
    public MappingSettings(AnonymousPolicy anonymous, Optional<String> container) {
        this(anonymous, container, USUAL_SIZE);
    }

    /** The same with event names cleaned, and mapping tests that have to pass. */
    public MappingSettings(AnonymousPolicy anonymous, Optional<String> container, DataSize maxRequestSize) {
        this(
                anonymous,
                EventNames.CLEAN,
                container,
                maxRequestSize,
                USUAL_ITEMS,
                true,
                LiveTests.REFUSE,
                new PersonKeys(PersonSettings.of(new Binder())));
    }

    /** As shipped, but for the persons: environments differ, and mapping tests are to hold in all of them. */
    public MappingSettings forTests() {
        return new MappingSettings(AnonymousPolicy.SEND, Optional.empty()).withPersonsOf(this);
    }

    /**
     * As the application is set up: {@value #ANONYMOUS_KEY}, {@value #NAMES_KEY}, {@value #CONTAINER_KEY}, {@value #SIZE_KEY},
     * {@value #ITEMS_KEY}, {@value #IP_KEY}, {@value #TESTS_KEY} and {@code person}.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if one of them cannot be understood
     */
    public static MappingSettings of(Binder binder) {
        return new MappingSettings(
                binder.bind(ANONYMOUS_KEY, AnonymousPolicy.class).orElse(AnonymousPolicy.SEND),
                binder.bind(NAMES_KEY, EventNames.class).orElse(EventNames.CLEAN),
                Optional.of(binder.bind(CONTAINER_KEY, String.class).orElse("")).filter(name -> !name.isBlank()),
                binder.bind(SIZE_KEY, Bindable.of(DataSize.class), new InRange())
                        .orElse(USUAL_SIZE),
                binder.bind(ITEMS_KEY, Bindable.of(Integer.class), new InRange())
                        .orElse(USUAL_ITEMS),
                binder.bind(IP_KEY, Boolean.class).orElse(true),
                binder.bind(TESTS_KEY, LiveTests.class).orElse(LiveTests.REFUSE),
                new PersonKeys(PersonSettings.of(binder)));
    }

    /** The same with the places of others: who a person is must not change under way. */
    MappingSettings withPersonsOf(MappingSettings others) {
        return new MappingSettings(
                anonymous, eventNames, container, maxRequestSize, maxItems, sendsIpAddress, liveTests, others.person());
    }

    /** The largest request that is made of an event, in bytes. */
    long mostBytes() {
        return maxRequestSize.toBytes();
    }

    private static void requireInRange(DataSize size) {
        if (size.compareTo(LEAST_SIZE) < 0 || size.compareTo(MOST_SIZE) > 0) {
            throw new IllegalArgumentException(
                    "a size from " + LEAST_SIZE.toKilobytes() + "KB to " + MOST_SIZE.toMegabytes() + "MB is expected");
        }
    }

    private static void requireInRange(int items) {
        if (items < 1 || items > MOST_ITEMS) {
            throw new IllegalArgumentException("a number from 1 to " + MOST_ITEMS + " is expected");
        }
    }

    /** An exception during binding is reported with the place of the setting. */
    private static final class InRange extends AbstractBindHandler {
        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            if (result instanceof DataSize size) {
                requireInRange(size);
            } else if (result instanceof Integer items) {
                requireInRange(items);
            }
            return result;
        }
    }
}
