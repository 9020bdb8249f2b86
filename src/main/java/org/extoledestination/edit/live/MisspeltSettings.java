package org.extoledestination.edit.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/** Refuses a start with settings or variables that nothing reads, before any bean takes a setting. */
final class MisspeltSettings implements BeanFactoryPostProcessor {

    /** Spring's own word for none, and that of Cloud Foundry's buildpack. */
    private static final Set<String> OF_OTHERS = Set.of("default", "cloud");

    private final ConfigurableEnvironment environment;
    private @Nullable SettingNames names;
    private Set<String> profiles = Set.of();

    MisspeltSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        names = new SettingNames(records(beans));
        profiles = profiles(beans);
        new Variables(environment).strip(environment);
        List<Misspelt> misspelt = in(environment);
        if (!misspelt.isEmpty()) {
            throw new MisspeltSettingsException(misspelt);
        }
    }

    /** The names that would be refused among other settings. */
    List<Misspelt> in(ConfigurableEnvironment other) {
        Set<Path> folders = new LinkedHashSet<>(SettingsFiles.folders(other));
        folders.add(Path.of(other.getProperty("routes.folder", "routes")));
        Mentions mentions = new Mentions(folders);
        SettingNames known = Objects.requireNonNull(names, "asked before the settings are looked at");
        List<Misspelt> all = new ArrayList<>(known.misspelt(other, mentions));
        all.addAll(new Variables(other).misspelt(known.written(), mentions));
        Stream.of(other.getActiveProfiles())
                .filter(profile -> !profiles.contains(profile)
                        && !OF_OTHERS.contains(profile)
                        && !mentions.have(profile)
                        && !other.containsProperty("spring.config.name")
                        && !isWritten(profile, other))
                .map(profile -> noProfile(profile, other))
                .forEach(all::add);
        return all;
    }

    private static Misspelt noProfile(String profile, ConfigurableEnvironment settings) {
        Path folder = SettingsFiles.folders(settings).stream().findFirst().orElse(Path.of("config"));
        return new Misspelt(
                "spring.profiles.active",
                "There is no profile '" + profile + "' (spring.profiles.active, SPRING_PROFILES_ACTIVE), and no file "
                        + folder.resolve("application-" + profile + ".yaml") + ". "
                        + (Nearest.isNear(profile, "sandbox")
                                ? "Did you mean 'sandbox'?"
                                : "Write that file, or leave the profile out."));
    }

    /** In a file of its own or a part of one, or as a name for several others. */
    private static boolean isWritten(String profile, ConfigurableEnvironment settings) {
        return SettingsFiles.folders(settings).stream()
                        .flatMap(folder -> Stream.of("yaml", "yml", "properties")
                                .map(end -> folder.resolve("application-" + profile + '.' + end)))
                        .anyMatch(Files::exists)
                || settings.getPropertySources().stream()
                        .anyMatch(source -> source.getName().contains("application-" + profile + '.')
                                || String.valueOf(source.getProperty("spring.config.activate.on-profile"))
                                        .contains(profile))
                || settings.containsProperty("spring.profiles.group." + profile)
                || settings.containsProperty("spring.profiles.group." + profile + "[0]");
    }

    /** Those for which there is a part of this application. */
    private static Set<String> profiles(ConfigurableListableBeanFactory beans) {
        Set<String> profiles = new LinkedHashSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            if (beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition annotated) {
                annotated.getMetadata().getAnnotations().stream(Profile.class)
                        .forEach(profile -> profiles.addAll(List.of(profile.getStringArray("value"))));
            }
        }
        return profiles;
    }

    private static Set<Class<?>> records(ConfigurableListableBeanFactory beans) {
        Set<Class<?>> records = new LinkedHashSet<>();
        for (String name : beans.getBeanDefinitionNames()) {
            String type = beans.getBeanDefinition(name).getBeanClassName();
            if (type != null && type.startsWith("org.extoledestination.") && type.endsWith("Settings")) {
                records.add(ClassUtils.resolveClassName(type, beans.getBeanClassLoader()));
            }
        }
        return records;
    }
}
