package org.extoledestination.platform.management;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.validation.DataBinder.ValueResolver;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Makes the records that an operation takes as {@link Valid}, of the parameters in the address, else of the JSON object in
 * the body of a POST, else of {@link DefaultValue}; and the filters. Refuses a name that none of them has: Spring would
 * pass it over, and a filter that is misspelt would mean everything.
 */
record Asking(ObjectMapper json, List<AddressFilter<?>> filters)
        implements HandlerInterceptor, HandlerMethodArgumentResolver {

    private static final String VALUES = Asking.class.getName();

    /** Room for the longest text that an operation takes, as JSON. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // What has nothing but a problem to answer does nothing.
        if (handler instanceof HandlerMethod method
                && Offered.isOurs(method.getBeanType())
                && method.getReturnType().getParameterType() != Problem.class) {
            Map<String, String> body = body(request);
            Audit.body(request, body);
            requireKnown(method.getMethod(), request.getParameterMap().keySet(), body.keySet());
            body.values().removeIf(Objects::isNull);
            Map<String, @Nullable String> values = new HashMap<>();
            components(method.getMethod()).forEach(each -> values.put(each.getName(), otherwise(each)));
            values.putAll(body);
            request.getParameterMap().forEach((name, given) -> values.put(name, String.join(",", given)));
            request.setAttribute(VALUES, new Values(values));
        }
        return true;
    }

    private static @Nullable String otherwise(Parameter component) {
        DefaultValue otherwise = component.getAnnotation(DefaultValue.class);
        if (otherwise != null || !component.getType().isPrimitive()) {
            return otherwise == null ? null : otherwise.value()[0];
        }
        return component.getType() == boolean.class ? "false" : "0";
    }

    private Map<String, String> body(HttpServletRequest request) {
        if (!request.getMethod().equals("POST")) {
            return new HashMap<>();
        }
        try (JsonParser body = json.createParser(bounded(request))) {
            Map<String, String> texts = body.nextToken() == null ? null : json.readValue(body, TEXTS);
            return Objects.requireNonNullElseGet(texts, HashMap::new);
        } catch (IOException e) {
            // No JSON, or less of it than was announced.
            throw new IllegalArgumentException(Problem.ofStatus(400).message(), e);
        }
    }

    /** Whoever holds the token may be a program that sends a wrong file. */
    private static byte[] bounded(HttpServletRequest request) throws IOException {
        boolean isAnnounced = request.getContentLengthLong() > MOST_BYTES;
        byte[] bytes = isAnnounced ? new byte[0] : request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (isAnnounced || bytes.length > MOST_BYTES) {
            throw Problem.tooLarge(
                    "The body is longer than " + MOST_BYTES + " bytes, so nothing was done. Send less at" + " once.");
        }
        return bytes;
    }

    private void requireKnown(Method operation, Set<String> inAddress, Set<String> inBody) {
        Set<String> body = names(operation);
        Set<String> address = new TreeSet<>(body);
        filters.stream()
                .filter(each -> List.of(operation.getParameterTypes()).contains(each.type()))
                .forEach(each -> address.addAll(each.names()));
        Stream.concat(inAddress.stream(), inBody.stream()).sorted().forEach(name -> {
            boolean isInAddress = inAddress.contains(name);
            Set<String> known = isInAddress ? address : body;
            if (!known.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' has no meaning in the "
                        + (isInAddress ? "address" : "body") + ", so nothing was done. "
                        + (address.contains(name)
                                ? "A filter stands in the address."
                                : "Known: " + (known.isEmpty() ? "none" : String.join(", ", known)) + '.'));
            }
        });
    }

    /** Of the records that it takes. */
    private static Stream<Parameter> components(Method operation) {
        return Arrays.stream(operation.getParameters())
                .filter(each -> each.isAnnotationPresent(Valid.class))
                .flatMap(each ->
                        Stream.of(each.getType().getDeclaredConstructors()[0].getParameters()));
    }

    private static Set<String> names(Method operation) {
        return components(operation).map(Parameter::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(Valid.class)
                || filters.stream().anyMatch(each -> each.type() == parameter.getParameterType());
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory factory)
            throws Exception {
        for (AddressFilter<?> filter : filters) {
            if (filter.type() == parameter.getParameterType()) {
                Set<String> others = names(Objects.requireNonNull(parameter.getMethod()));
                return filter.reader().apply(request.getParameterMap(), others);
            }
        }
        WebDataBinder binder = Objects.requireNonNull(factory)
                .createBinder(request, null, "request", ResolvableType.forMethodParameter(parameter));
        binder.construct(
                (Values) Objects.requireNonNull(request.getAttribute(VALUES, RequestAttributes.SCOPE_REQUEST)));
        if (!binder.getBindingResult().hasErrors()) {
            binder.validate();
        }
        if (binder.getBindingResult().hasErrors()) {
            throw new MethodArgumentNotValidException(parameter, binder.getBindingResult());
        }
        return binder.getTarget();
    }

    private record Values(Map<String, @Nullable String> all) implements ValueResolver {

        /** Strict: Spring takes {@code on} for yes, and an empty text for no number. */
        @Override
        public @Nullable Object resolveValue(String name, Class<?> type) {
            String text = all.get(name);
            if (text == null || type == String.class) {
                return text;
            }
            if (type == List.class) {
                return Stream.of(text.split(","))
                        .map(each -> number(name, each))
                        .toList();
            }
            return type == boolean.class ? flag(name, text) : number(name, text);
        }

        private static Object flag(String name, String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("'" + name + "' is neither true nor false.");
            }
            return text.equals("true");
        }

        private static Object number(String name, String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + name + "' is not a whole number.", e);
            }
        }

        @Override
        public Set<String> getNames() {
            return all.keySet();
        }
    }
}
