package org.extoledestination.live;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The settings of {@code config/application.yaml} that may change while the application runs. They are read again as
 * Spring reads them at the start, so profiles, the environment and {@code -D} keep their rank. All others need a
 * restart; an edit of one of them is told, and does nothing.
 */
public final class LiveSettings implements LiveFiles {

    private static final Logger log = LoggerFactory.getLogger(LiveSettings.class);
    private static final String CONFIG_DATA = "Config resource '";
    private static final Pattern FILE = Pattern.compile("Config resource 'file \\[([^]]+)]'.*");
    private static final Pattern NAME = Pattern.compile("application(-.+)?\\.ya?ml");
    private static final String DEFAULT_FOLDER = "config";

    /** What follows a setting: how it is read, and who is to know. */
    private record Follower<T>(Set<String> keys, Function<Binder, T> reading, Consumer<T> hearing) {

        Runnable read(Binder binder) {
            T value = reading.apply(binder);
            return () -> hearing.accept(value);
        }
    }

    private final ConfigurableEnvironment environment;
    private final Set<Path> folders;
    private final Map<String, String> written;
    private final FileStates atStart;
    private final List<Follower<?>> followers = new CopyOnWriteArrayList<>();
    private volatile List<String> needRestart = List.of();

    LiveSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.folders = folders(environment);
        this.written = written(environment);
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
        FileStates all = new FileStates(new java.util.TreeMap<>(), List.of());
        for (Path folder : folders) {
            all = all.and(FileStates.of(folder, name -> NAME.matcher(name).matches()));
        }
        return all;
    }

    @Override
    public FileStates atStart() {
        return atStart;
    }

    @Override
    public Edit read() throws EditRefusedException {
        List<String> mistakes = new ArrayList<>();
        List<Runnable> changes = new ArrayList<>();
        ConfigurableEnvironment edited = load();
        Binder binder = Binder.get(edited);
        for (Follower<?> follower : followers) {
            try {
                changes.add(follower.read(binder));
            } catch (BindException e) {
                mistakes.add(mistake(e, edited));
            } catch (RuntimeException e) {
                mistakes.add(String.join(", ", follower.keys()) + ": " + firstLine(e));
            }
        }
        if (!mistakes.isEmpty()) {
            throw EditRefusedException.wrong(mistakes);
        }
        return () -> {
            changes.forEach(Runnable::run);
            return difference(written(edited));
        };
    }

    private String difference(Map<String, String> edited) {
        List<String> dead = changed(written, edited).stream()
                .filter(key -> followers.stream().noneMatch(follower -> isBelow(follower.keys(), key)))
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

    /** As at the start, with everything that is not a file taken from there. */
    private ConfigurableEnvironment load() throws EditRefusedException {
        StandardEnvironment fresh = new StandardEnvironment();
        MutablePropertySources sources = fresh.getPropertySources();
        List.copyOf(sources.stream().toList()).forEach(source -> sources.remove(source.getName()));
        environment.getPropertySources().stream()
                .filter(source -> !source.getName().startsWith(CONFIG_DATA))
                .filter(source -> !source.getName().equals("configurationProperties"))
                .forEach(sources::addLast);
        try {
            ConfigDataEnvironmentPostProcessor.applyTo(
                    fresh, new DefaultResourceLoader(), null, environment.getActiveProfiles());
            return fresh;
        } catch (RuntimeException e) {
            throw EditRefusedException.wrong(List.of(unreadable(e)));
        }
    }

    /** Spring does not say which of the files it is. */
    private String unreadable(RuntimeException failure) {
        for (Path folder : folders) {
            for (String name : FileStates.of(folder, file -> NAME.matcher(file).matches())
                    .contents()
                    .keySet()) {
                try {
                    new Yaml(new LoaderOptions())
                            .composeAll(new StringReader(Files.readString(folder.resolve(name))))
                            .forEach(document -> {});
                } catch (MarkedYAMLException e) {
                    return name + ':' + (e.getProblemMark().getLine() + 1) + "  the file is not YAML: "
                            + e.getProblem();
                } catch (IOException | YAMLException e) {
                    return name + "  the file cannot be read";
                }
            }
        }
        return "application.yaml  " + firstLine(failure);
    }

    private static String mistake(BindException e, ConfigurableEnvironment edited) {
        ConfigurationPropertyName key =
                e.getProperty() == null ? e.getName() : e.getProperty().getName();
        String place = "";
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(edited)) {
            ConfigurationProperty property = source.getConfigurationProperty(key);
            if (property != null) {
                place = place(property.getOrigin());
                break;
            }
        }
        return place + key + ": this value cannot be used";
    }

    private static String place(@Nullable Origin origin) {
        if (origin instanceof PropertySourceOrigin wrapped) {
            return place(wrapped.getOrigin());
        }
        return origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null
                ? text.getResource().getFilename() + ":" + (text.getLocation().getLine() + 1) + "  "
                : "";
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }

    private static Set<Path> folders(ConfigurableEnvironment environment) {
        Set<Path> folders = new LinkedHashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            Matcher file = FILE.matcher(source.getName());
            if (file.matches()) {
                folders.add(Objects.requireNonNullElse(Path.of(file.group(1)).getParent(), Path.of(".")));
            }
        }
        return folders.isEmpty() && Path.of(DEFAULT_FOLDER).toFile().isDirectory()
                ? Set.of(Path.of(DEFAULT_FOLDER))
                : folders;
    }

    /** What stands in the files, before placeholders are resolved: only names of it are ever shown. */
    private static Map<String, String> written(ConfigurableEnvironment environment) {
        Map<String, String> values = new HashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed
                    && FILE.matcher(source.getName()).matches()) {
                for (String name : listed.getPropertyNames()) {
                    values.putIfAbsent(name, String.valueOf(listed.getProperty(name)));
                }
            }
        }
        return values;
    }
}
