package org.extoledestination.edit.live;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.extoledestination.platform.telemetry.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The settings of {@code config/application.yaml} that may change while the application runs. They are read again as
 * Spring reads them at the start, so profiles, the environment and {@code -D} keep their rank. All others need a
 * restart; an edit of one of them is reported and has no effect.
 */
public final class LiveSettings implements LiveFiles {

    private static final Logger log = LoggerFactory.getLogger(LiveSettings.class);

    /** A follower of a setting: how it is read, and who is notified. */
    private record Follower<T>(Set<String> keys, Function<Binder, T> reading, Consumer<T> hearing) {

        Runnable read(Binder binder) {
            T value = reading.apply(binder);
            return () -> hearing.accept(value);
        }
    }

    private final SettingsFiles files;
    private final MisspeltSettings misspelt;
    private final Map<String, String> written;
    private final FileStates atStart;
    private final List<Follower<?>> followers = new CopyOnWriteArrayList<>();
    private volatile List<String> needRestart = List.of();

    LiveSettings(ConfigurableEnvironment environment, MisspeltSettings misspelt) {
        this.misspelt = misspelt;
        this.files = new SettingsFiles(environment);
        this.written = SettingsFiles.written(environment);
        this.atStart = look();
    }

    /**
     * Follows settings from now on.
     *
     * @param keys their names; an edit of one of them needs no restart, nor of what is below it
     * @param reading reads them, and throws if a value will not do
     * @param first their value now
     * @return their latest value
     */
    public <T> Supplier<T> follow(Set<String> keys, Function<Binder, T> reading, T first) {
        Latest<T> latest = new Latest<>(first);
        followers.add(new Follower<>(keys, reading, latest::set));
        return latest;
    }

    /**
     * All settings below a name, checked as at the start.
     *
     * @throws IllegalArgumentException if a value will not do; it says what to do, and no value
     */
    public static <T> T checked(Binder binder, String name, Class<T> type) {
        T settings = binder.bindOrCreate(name, type);
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            factory.getValidator().validate(settings).stream().findFirst().ifPresent(violation -> {
                throw new IllegalArgumentException(SettingFaultsAnalyzer.name(
                                violation.getPropertyPath().toString(),
                                violation.getConstraintDescriptor().getAnnotation() instanceof AssertTrue)
                        + " " + violation.getMessage());
            });
        }
        return settings;
    }

    private static final class Latest<T> implements Supplier<T> {
        private volatile T value;

        Latest(T first) {
            this.value = first;
        }

        void set(T next) {
            value = next;
        }

        @Override
        public T get() {
            return value;
        }
    }

    /** The settings that were edited and are not in force before a restart. */
    List<String> needRestart() {
        return needRestart;
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public FileStates look() {
        return files.look();
    }

    @Override
    public FileStates atStart() {
        return atStart;
    }

    @Override
    public Edit read() throws EditRefusedException {
        List<String> mistakes = new ArrayList<>();
        List<Runnable> changes = new ArrayList<>();
        ConfigurableEnvironment edited = files.load();
        misspelt.in(edited).forEach(each -> mistakes.add(each.line()));
        Secrets.hideAllOf(edited);
        Binder binder = Binder.get(edited);
        for (Follower<?> follower : followers) {
            try {
                changes.add(follower.read(binder));
            } catch (BindException e) {
                mistakes.add(SettingsFiles.mistake(e, edited));
            } catch (RuntimeException e) {
                mistakes.add(String.join(", ", follower.keys()) + ": " + SettingsFiles.firstLine(e));
            }
        }
        if (!mistakes.isEmpty()) {
            throw EditRefusedException.wrong(mistakes);
        }
        return () -> {
            changes.forEach(Runnable::run);
            return difference(SettingsFiles.written(edited));
        };
    }

    private String difference(Map<String, String> edited) {
        List<String> dead = changed(written, edited).stream()
                .filter(key -> followers.stream().noneMatch(follower -> isBelow(follower.keys(), key)))
                // A list is one setting: its items are no names that anybody has written.
                .map(key -> key.replaceFirst("\\[.*", ""))
                .distinct()
                .toList();
        if (!dead.isEmpty() && !dead.equals(needRestart)) {
            log.warn("Edited, and not in force before a restart: {}", String.join(", ", dead));
        }
        needRestart = dead;
        return dead.isEmpty() ? "in force" : "those that need no restart are in force";
    }

    private static boolean isBelow(Collection<String> live, String key) {
        return live.stream()
                .anyMatch(name -> key.equals(name) || key.startsWith(name + '.') || key.startsWith(name + '['));
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> now) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(before.get(key), now.get(key)));
        return keys;
    }
}
