package org.extoledestination.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/** Refuses a start with settings or variables that nothing reads, before any bean takes a setting. */
final class MisspeltSettings implements BeanFactoryPostProcessor {

    private final ConfigurableEnvironment environment;
    private SettingNames names = new SettingNames(List.of());

    MisspeltSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        names = new SettingNames(records(beans));
        new Variables(environment).strip(environment);
        List<Misspelt> misspelt = in(environment);
        if (!misspelt.isEmpty()) {
            throw new MisspeltSettingsException(misspelt);
        }
    }

    /** What would be refused of other settings. */
    List<Misspelt> in(ConfigurableEnvironment other) {
        Set<Path> folders = new LinkedHashSet<>(SettingsFiles.folders(other));
        folders.add(Path.of(other.getProperty("routes.folder", "routes")));
        Mentions mentions = new Mentions(folders);
        List<Misspelt> all = new ArrayList<>(names.misspelt(other, mentions));
        all.addAll(new Variables(other).misspelt(names.written(), mentions));
        return all;
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
