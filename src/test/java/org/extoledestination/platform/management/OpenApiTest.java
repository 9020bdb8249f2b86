package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
                .allSatisfy((name, operation) -> assertThat(
                                described(described, name).parameters())
                        .as(name)
                        .isEqualTo(operation.parameters()));
    }

    @Test
    void whatAnOperationDoesNotDoWithoutIsRequired() throws IOException {
        Map<String, Operation> described = described();

        assertThat(running())
                .allSatisfy((name, operation) -> assertThat(
                                described(described, name).required())
                        .as(name)
                        .containsAll(operation.required()));
    }

    @Test
    void whatIsDescribedWithoutATokenIsAnsweredWithoutOneAndTheOthersAreNot() throws IOException {
        assertThat(paths().properties())
                .allSatisfy(path -> path.getValue().properties().stream()
                        .filter(method -> method.getKey().equals("get"))
                        .forEach(method -> {
                            int status = Http.send(HttpRequest.newBuilder(application.management(
                                                    path.getKey().replaceAll("\\{.*}", "1")))
                                            .header("Authorization", "none")
                                            .build())
                                    .statusCode();
                            assertThat(status == 401)
                                    .as(path.getKey())
                                    .isEqualTo(!method.getValue().has("security"));
                        }));
    }

    @Test
    void everyAddressThatACommandAsksIsDescribed() throws IOException {
        List<String> described = new ArrayList<>();
        paths().fieldNames().forEachRemaining(described::add);
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
            // What has nothing but a problem to answer is no operation, nor are the page of errors and those of the
            // console.
            if (method.getReturnType().getParameterType() == Problem.class
                    || info.getPatternValues().stream()
                            .anyMatch(path -> path.equals("/error") || path.startsWith("/console"))) {
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

    private static Operation described(Map<String, Operation> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static Map<String, Operation> described() throws IOException {
        Map<String, Operation> operations = new TreeMap<>();
        paths().properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.put(
                                method.getKey().toUpperCase(Locale.ROOT) + ' ' + path.getKey(),
                                described(method.getValue()))));
        return operations;
    }

    private static Operation described(JsonNode operation) {
        Map<String, String> parameters = new TreeMap<>();
        Set<String> required = new TreeSet<>();
        for (JsonNode each : operation.path("parameters")) {
            String name = each.path("name").asText();
            assertThat(each.path("description").asText()).isNotBlank();
            parameters.put(
                    name,
                    each.path("in").asText() + ' ' + each.at("/schema/type").asText());
            if (each.path("required").asBoolean()) {
                required.add(name);
            }
        }
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        schema.path("properties")
                .properties()
                .forEach(each -> parameters.put(
                        each.getKey(), "body " + each.getValue().path("type").asText()));
        schema.path("required").forEach(name -> required.add(name.asText()));
        return new Operation(parameters, required);
    }

    private static JsonNode paths() throws IOException {
        return new ObjectMapper()
                .<JsonNode>valueToTree(new Yaml().load(Files.readString(Path.of("docs/openapi.yaml"))))
                .path("paths");
    }
}
