package org.extoledestination.edit.routes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.Service;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * A context of Camel's in which all route files are built as at the start, beside the one that runs, with the same beans
 * and settings. Nothing in it listens or sends.
 */
record ScratchContext(ApplicationContext beans) {

    /**
     * Builds everything, and throws it away.
     *
     * @throws MistakesException if anything is wrong
     */
    void check(Path folder) {
        DefaultCamelContext scratch = load(folder, Map.of());
        try {
            checkListening(scratch, folder);
        } finally {
            scratch.stop();
        }
    }

    /**
     * Loads everything into a context that has not been started. The caller stops it.
     *
     * @param instead beans that stand for those of the same name
     * @throws MistakesException if anything is wrong
     */
    DefaultCamelContext load(Path folder, Map<String, Object> instead) {
        DefaultCamelContext scratch = new DefaultCamelContext(false);
        scratch.getCamelContextExtension().setRegistry(new DefaultRegistry(new Untouched(beans, instead)));
        scratch.disableJMX();
        scratch.setAutoStartup(false);
        scratch.setSourceLocationEnabled(true);
        scratch.getPropertiesComponent().addPropertiesSource(new Settings(beans));
        try {
            scratch.build();
            new RouteFiles(folder).load(scratch);
            return scratch;
        } catch (RuntimeException e) {
            scratch.stop();
            throw e;
        }
    }

    /** Some endpoints can only be sent to, which shows when one asks to listen to them. */
    private static void checkListening(DefaultCamelContext scratch, Path folder) {
        List<Mistake> mistakes = new ArrayList<>();
        for (RouteDefinition route : Steps.model(scratch).getRouteDefinitions()) {
            try {
                scratch.getEndpoint(route.getInput().getEndpointUri()).createConsumer(exchange -> {});
            } catch (Exception e) {
                mistakes.add(Place.of(route.getInput())
                        .mistake("route '" + route.getRouteId() + "' does not start: " + Reasons.firstLine(e)));
            }
        }
        if (!mistakes.isEmpty()) {
            Masking masking = Masking.of(folder, scratch.getPropertiesComponent()::resolveProperty);
            throw RouteFolder.refused(mistakes.stream().map(masking::apply));
        }
    }

    /** The values of placeholders. */
    private record Settings(ApplicationContext beans) implements PropertiesSource {

        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return beans.getEnvironment().getProperty(name);
        }
    }

    /**
     * The beans of the running application, of which none can be started, stopped, wired or taken over: a context does
     * that to all that it meets.
     */
    private static final class Untouched extends ApplicationContextBeanRepository {

        private static final Set<String> LIFE =
                Set.of("build", "init", "start", "stop", "suspend", "resume", "shutdown", "close", "setCamelContext");

        private final Map<String, Object> instead;

        Untouched(ApplicationContext beans, Map<String, Object> instead) {
            super(beans);
            this.instead = instead;
        }

        @Override
        public @Nullable Object lookupByName(String name) {
            if (instead.containsKey(name)) {
                return instead.get(name);
            }
            Object bean = super.lookupByName(name);
            return bean instanceof Component ? untouched(bean) : bean;
        }

        @Override
        public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
            if (type.isInstance(instead.get(name))) {
                return type.cast(instead.get(name));
            }
            T bean = super.lookupByNameAndType(name, type);
            boolean lives = bean instanceof Service || bean instanceof CamelContextAware;
            boolean isTouched = bean instanceof Component || (type.isInterface() && lives);
            return isTouched && (type.isInterface() || type == Object.class) ? type.cast(untouched(bean)) : bean;
        }

        private static Object untouched(Object bean) {
            return Proxy.newProxyInstance(
                    bean.getClass().getClassLoader(), ClassUtils.getAllInterfaces(bean), (proxy, method, arguments) -> {
                        Object[] given = Optional.ofNullable(arguments).orElse(new Object[0]);
                        return switch (method.getName()) {
                            case "isAutowiredEnabled" -> false;
                            case "equals" -> proxy == given[0];
                            default -> LIFE.contains(method.getName()) ? null : call(bean, method, given);
                        };
                    });
        }

        private static @Nullable Object call(Object bean, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(bean, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
