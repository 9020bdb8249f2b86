package org.extoledestination.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.extoledestination.sandbox.SandboxSettings;

/** A sandbox that behaves otherwise than by default. */
public final class SandboxChange {

    private SandboxChange() {}

    /** The defaults but for these: names of settings, each with its value. */
    public static SandboxSettings with(Object... change) {
        return with(SandboxSettings.defaults(), change);
    }

    /** The same of other settings. */
    public static SandboxSettings with(SandboxSettings settings, Object... change) {
        RecordComponent[] components = SandboxSettings.class.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                int named = Arrays.asList(change).indexOf(components[i].getName());
                values[i] = named < 0 ? components[i].getAccessor().invoke(settings) : change[named + 1];
            }
            return SandboxSettings.class
                    .getConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a key, or gives a known key other scopes. */
    public static SandboxSettings withKey(SandboxSettings settings, String key, Set<String> scopes) {
        Map<String, Set<String>> keys = new LinkedHashMap<>(settings.keys());
        keys.put(key, scopes);
        return with(settings, "keys", keys);
    }
}
