package org.extoledestination.platform.management;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;

/** {@code docs/openapi.yaml} describes the addresses of the management port as they are while it runs. */
@Tag("slow")
class OpenApiTest {

    /** Spring Boot's own that commands ask too. */
    private static final Set<String> SPRING_BOOTS =
            Set.of("GET /actuator/health", "GET /actuator/info", "GET /actuator/prometheus");

    /** Of the filters of dead letters, those which these take: they refuse the others. */
    private static final Map<String, Set<String>> FILTERS_TAKEN =
            Map.of("POST /actuator/deadletters/edit", Set.of("id"), "POST /actuator/deadletters/import", Set.of());

    private static final List<WebServerApplicationContext> SERVERS = new ArrayList<>();

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static WebServerApplicationContext management;

    /** The context of the management port is a child that nobody hands out. */
    private static final class Servers implements ApplicationListener<WebServerInitializedEvent> {
        @Override
        public void onApplicationEvent(WebServerInitializedEvent event) {
            SERVERS.add(event.getApplicationContext());
        }
    }

    /** What an operation takes: where each name stands, and its type. */
    private record Operation(Map<String, String> parameters, Set<String> required) {}

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(sandbox.uri(), folder.resolve("data"), new Servers());
        management = SERVERS.stream()
                .filter(server -> "management".equals(server.getServerNamespace()))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void everyOperationIsDescribedAndNothingElse() throws IOException {
        Set<String> running = new TreeSet<>(running().keySet());
        running.addAll(SPRING_BOOTS);

        assertThat(described().keySet()).hasSizeGreaterThan(30).containsExactlyElementsOf(running);
    }

    @Test
    void everyParameterIsDescribedWithItsPlaceAndItsTypeAndNoOther() throws IOException {
        Map<String, Operation> described = described();

        assertThat(running())
                .allSatisfy((name, operation) ->
                        assertThat(described.get(name).parameters()).as(name).isEqualTo(operation.parameters()));
    }

    @Test
    void whatAnOperationDoesNotDoWithoutIsRequired() throws IOException {
        Map<String, Operation> described = described();

        assertThat(running())
                .allSatisfy((name, operation) ->
                        assertThat(described.get(name).required()).as(name).containsAll(operation.required()));
    }

    @Test
    void whatIsDescribedWithoutATokenIsAnsweredWithoutOneAndTheOthersAreNot() throws IOException {
        Map<String, Map<String, Map<String, Object>>> paths = paths();

        assertThat(paths)
                .allSatisfy((path, methods) -> methods.forEach((method, operation) -> {
                    if (method.equals("get")) {
                        int status = Http.send(java.net.http.HttpRequest.newBuilder(
                                                application.management(path.replaceAll("\\{.*}", "1")))
                                        .header("Authorization", "none")
                                        .build())
                                .statusCode();
                        assertThat(status == 401).as(path).isEqualTo(!operation.containsKey("security"));
                    }
                }));
    }

    @Test
    void everyAddressThatACommandAsksIsDescribed() throws IOException {
        Set<String> described = paths().keySet();
        Set<String> asked = new TreeSet<>();
        try (Stream<Path> commands = Files.list(Path.of("src/main/java/org/extoledestination/command"))) {
            for (Path command : commands.toList()) {
                Pattern.compile("\"(/actuator/[a-z/-]+)")
                        .matcher(Files.readString(command))
                        .results()
                        .forEach(found -> asked.add(found.group(1)));
            }
        }

        assertThat(asked).hasSizeGreaterThan(8).isSubsetOf(described);
    }

    private static Map<String, Operation> running() {
        Map<String, Operation> operations = new TreeMap<>();
        RequestMappingHandlerMapping mapping =
                management.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        mapping.getHandlerMethods().forEach((info, method) -> {
            // What has nothing but a problem to answer is no operation, nor is the page of errors.
            if (method.getReturnType().getParameterType() == Problem.class
                    || info.getPatternValues().stream().anyMatch("/error"::equals)) {
                return;
            }
            assertThat(info.getMethodsCondition().getMethods()).as("%s", info).hasSize(1);
            String verb = String.valueOf(
                    info.getMethodsCondition().getMethods().iterator().next());
            for (String path : info.getPatternValues()) {
                // The links have a second address, with a slash at its end.
                String name = verb + ' ' + path.replaceFirst("/$", "");
                operations.merge(name, operation(name, method), (one, other) -> {
                    Map<String, String> both = new TreeMap<>(one.parameters());
                    both.putAll(other.parameters());
                    return new Operation(both, one.required());
                });
            }
        });
        return operations;
    }

    private static Operation operation(String name, HandlerMethod method) {
        Map<String, String> parameters = new TreeMap<>();
        Set<String> required = new TreeSet<>();
        Pattern.compile("\\{(\\w+)}").matcher(name).results().forEach(found -> {
            parameters.put(found.group(1), "path " + (found.group(1).equals("id") ? "integer" : "string"));
            required.add(found.group(1));
        });
        String place = name.startsWith("POST ") ? "body " : "query ";
        for (Parameter each : method.getMethod().getParameters()) {
            if (each.isAnnotationPresent(Valid.class)) {
                for (Parameter component :
                        each.getType().getDeclaredConstructors()[0].getParameters()) {
                    parameters.put(component.getName(), place + type(component.getType()));
                    if (component.isAnnotationPresent(NotBlank.class) || component.isAnnotationPresent(NotNull.class)) {
                        required.add(component.getName());
                    }
                }
            }
            for (AddressFilter<?> filter : BeanFactoryUtils.beansOfTypeIncludingAncestors(
                            management, AddressFilter.class)
                    .values()) {
                if (filter.type() == each.getType()) {
                    filter.names().stream()
                            .filter(FILTERS_TAKEN.getOrDefault(name, filter.names())::contains)
                            .forEach(filtered -> parameters.put(filtered, "query " + typeOfFilter(filtered)));
                }
            }
        }
        return new Operation(parameters, required);
    }

    private static String type(Class<?> type) {
        return type == boolean.class ? "boolean" : type == String.class || type == List.class ? "string" : "integer";
    }

    private static String typeOfFilter(String name) {
        return name.equals("upTo") ? "integer" : name.equals("discarded") ? "boolean" : "string";
    }

    private static Map<String, Operation> described() throws IOException {
        Map<String, Operation> operations = new TreeMap<>();
        paths().forEach((path, methods) -> methods.forEach((method, operation) ->
                operations.put(method.toUpperCase(java.util.Locale.ROOT) + ' ' + path, described(operation))));
        return operations;
    }

    @SuppressWarnings("unchecked")
    private static Operation described(Map<String, Object> operation) {
        Map<String, String> parameters = new TreeMap<>();
        Set<String> required = new TreeSet<>();
        for (Map<String, Object> each : (List<Map<String, Object>>) operation.getOrDefault("parameters", List.of())) {
            String name = String.valueOf(each.get("name"));
            assertThat(String.valueOf(each.get("description"))).isNotBlank();
            parameters.put(name, each.get("in") + " " + ((Map<String, Object>) each.get("schema")).get("type"));
            if (Boolean.TRUE.equals(each.get("required"))) {
                required.add(name);
            }
        }
        if (operation.get("requestBody") instanceof Map<?, ?> body) {
            Map<String, Object> schema = (Map<String, Object>) ((Map<String, Map<String, Object>>) body.get("content"))
                    .get("application/json")
                    .get("schema");
            ((Map<String, Map<String, Object>>) schema.get("properties"))
                    .forEach((name, property) -> parameters.put(name, "body " + property.get("type")));
            required.addAll(((List<String>) schema.getOrDefault("required", List.of()))
                    .stream().collect(toCollection(TreeSet::new)));
        }
        return new Operation(parameters, required);
    }

    private static Map<String, Map<String, Map<String, Object>>> paths() throws IOException {
        Map<String, Map<String, Map<String, Map<String, Object>>>> whole =
                new Yaml().load(Files.readString(Path.of("docs/openapi.yaml")));
        return whole.get("paths");
    }
}
