package org.extoledestination.edit.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.YamlFile;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
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

/**
 * The files {@code config/application*.yaml}, and those of folders that {@code spring.config.import: configtree:} names, with
 * a file for each secret: what they say by Spring's own rules, at the start and after an edit, and
 * where a mistake stands.
 */
final class SettingsFiles {

    private static final String CONFIG_DATA = "Config resource '";
    /** How Spring calls what it reads out of a folder with a file for each setting. */
    private static final Pattern TREE = Pattern.compile("Config tree '(.+)'");

    private static final Pattern FILE = Pattern.compile("Config resource 'file \\[([^]]+)]'.*");
    private static final Pattern NAME = Pattern.compile("application(-.+)?\\.ya?ml");
    private static final String DEFAULT_FOLDER = "config";

    private final ConfigurableEnvironment environment;
    private final Set<Path> folders;
    private final Set<Path> trees;

    /** Those that an environment was made of. */
    SettingsFiles(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.folders = folders(environment);
        this.trees = trees(environment);
    }

    private static Set<Path> trees(ConfigurableEnvironment environment) {
        Set<Path> trees = new LinkedHashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            Matcher tree = TREE.matcher(source.getName());
            if (tree.matches()) {
                trees.add(Path.of(tree.group(1)));
            }
        }
        return trees;
    }

    /** Where an environment has its files. */
    static Set<Path> folders(ConfigurableEnvironment environment) {
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

    /** The files as they are now. */
    FileStates look() {
        FileStates all = new FileStates(new TreeMap<>(), List.of());
        for (Path folder : folders) {
            all = all.and(FileStates.of(folder, name -> NAME.matcher(name).matches()));
        }
        for (Path tree : trees) {
            all = all.and(FileStates.of(tree, name -> true));
        }
        return all;
    }

    /**
     * Their present content; all other sources are those of the start.
     *
     * @throws EditRefusedException if one of them cannot be read
     */
    ConfigurableEnvironment load() throws EditRefusedException {
        StandardEnvironment fresh = new StandardEnvironment();
        MutablePropertySources sources = fresh.getPropertySources();
        List.copyOf(sources.stream().toList()).forEach(source -> sources.remove(source.getName()));
        environment.getPropertySources().stream()
                .filter(source -> !source.getName().startsWith(CONFIG_DATA)
                        && !TREE.matcher(source.getName()).matches())
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
        List<Mistake> mistakes = new ArrayList<>();
        for (Path folder : folders) {
            FileStates files = FileStates.of(folder, file -> NAME.matcher(file).matches());
            for (String name : files.contents().keySet()) {
                YamlFile file = new YamlFile(name, mistakes::add);
                file.text(folder.resolve(name)).ifPresent(file::documents);
            }
        }
        return mistakes.isEmpty()
                ? "application.yaml  " + firstLine(failure)
                : mistakes.get(0).toString();
    }

    /** Which setting cannot be used, and where it stands. */
    static String mistake(BindException e, ConfigurableEnvironment edited) {
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

    /** The file and line where a setting stands, followed by blanks; empty if it stands in no file. */
    static String place(@Nullable Origin origin) {
        if (origin instanceof PropertySourceOrigin wrapped) {
            return place(wrapped.getOrigin());
        }
        return origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null
                ? text.getResource().getFilename() + ":" + (text.getLocation().getLine() + 1) + "  "
                : "";
    }

    /** The content of the files before placeholders are resolved; only its names are ever shown. */
    static Map<String, String> written(ConfigurableEnvironment environment) {
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

    /** A failure's message without the values that it holds. */
    static String firstLine(Throwable failure) {
        return Shown.message(failure);
    }
}
