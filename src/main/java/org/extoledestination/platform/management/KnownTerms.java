package org.extoledestination.platform.management;

import static org.extoledestination.platform.management.Problem.problem;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Refuses a request to an endpoint of ours with a parameter that has no meaning there. Spring would pass it over, and a
 * filter that is misspelt would mean everything.
 */
final class KnownTerms implements OperationInvokerAdvisor {

    private final Set<EndpointId> ours = new HashSet<>();
    private final Collection<Terms> terms;

    KnownTerms(ListableBeanFactory beans, Collection<Terms> terms) {
        for (String name : beans.getBeanNamesForAnnotation(Endpoint.class)) {
            Class<?> type = beans.getType(name, false);
            Endpoint endpoint = beans.findAnnotationOnBean(name, Endpoint.class, false);
            if (type != null && endpoint != null && type.getName().startsWith("org.extoledestination.")) {
                ours.add(EndpointId.of(endpoint.id()));
            }
        }
        this.terms = terms;
    }

    @Override
    public OperationInvoker apply(
            EndpointId endpoint, OperationType type, OperationParameters parameters, OperationInvoker invoker) {
        if (!ours.contains(endpoint)) {
            return invoker;
        }
        Taken taken = new Taken(
                type,
                names(parameters, true),
                names(parameters, false),
                terms.stream()
                        .filter(each -> EndpointId.of(each.endpoint()).equals(endpoint))
                        .findFirst()
                        .orElse(null));
        return request -> {
            String unknown = taken.unknown(request.getArguments());
            return unknown == null ? invoker.invoke(request) : problem(400, unknown);
        };
    }

    private static Set<String> names(OperationParameters parameters, boolean areSelectors) {
        return parameters.stream()
                .filter(each -> (each.getAnnotation(Selector.class) != null) == areSelectors)
                .map(OperationParameter::getName)
                .collect(Collectors.toSet());
    }

    /** What one operation takes. */
    private record Taken(
            OperationType type,
            Set<String> selectors,
            Set<String> declared,
            @Nullable Terms terms) {

        /** What is wrong with these; null if nothing is. */
        @Nullable
        String unknown(Map<String, Object> arguments) {
            Set<String> body = body(arguments);
            Set<String> address = new TreeSet<>(body);
            address.addAll(filters(arguments));
            for (String name : new TreeSet<>(arguments.keySet())) {
                boolean isInAddress = addressed().contains(name);
                Set<String> known = isInAddress ? address : new TreeSet<>(body);
                if (!selectors.contains(name) && !known.contains(name)) {
                    return "'" + name + "' has no meaning in the " + (isInAddress ? "address" : "body")
                            + ", so nothing was done. "
                            + (address.contains(name)
                                    ? "A filter stands in the address."
                                    : "Known: " + (known.isEmpty() ? "none" : String.join(", ", known)) + '.');
                }
            }
            return null;
        }

        private Set<String> body(Map<String, Object> arguments) {
            if (terms == null || selectors.isEmpty()) {
                return declared;
            }
            // The endpoint itself says which words it knows.
            Set<String> otherwise = type == OperationType.READ ? Set.of() : declared;
            return terms.actions().getOrDefault(word(arguments), otherwise);
        }

        private Set<String> filters(Map<String, Object> arguments) {
            return terms == null || !(selectors.isEmpty() || terms.actions().containsKey(word(arguments)))
                    ? Set.of()
                    : terms.filters();
        }

        private String word(Map<String, Object> arguments) {
            return selectors.stream()
                    .map(name -> String.valueOf(arguments.get(name)))
                    .collect(Collectors.joining());
        }

        private static Set<String> addressed() {
            return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                    ? request.getRequest().getParameterMap().keySet()
                    : Set.of();
        }
    }
}
