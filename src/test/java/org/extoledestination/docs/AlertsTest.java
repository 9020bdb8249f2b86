package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What operators load into Prometheus and Grafana fits what the application shows, and their page. */
@Tag("slow")
class AlertsTest {

    private static final Path ALERTS = Path.of("docker/observe/alerts.yaml");
    private static final Path DASHBOARD = Path.of("docker/observe/dashboard.json");
    private static final Path TESTS = Path.of("src/test/resources/observe/alerts-test.yaml");

    private static final Pattern METRIC = Pattern.compile("\\b((?:extole|disk|jvm|http|process)_[a-z_]+)(\\{[^}]*})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    /** Which Prometheus adds to what it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    @TempDir
    private Path folder;

    private static List<Map<String, Object>> alerts() {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(Page.read(ALERTS));
        return file.getOrDefault("groups", List.of()).get(0).getOrDefault("rules", List.of());
    }

    private static List<String> expressions() {
        List<String> all = new ArrayList<>(alerts().stream()
                .map(alert -> String.valueOf(alert.get("expr")))
                .toList());
        JsonNode dashboard = Http.json(Page.read(DASHBOARD));
        dashboard.findValues("expr").forEach(expression -> all.add(expression.asText()));
        dashboard
                .at("/templating/list")
                .forEach(variable -> all.add(variable.path("query")
                        .asText()
                        .replaceAll("label_values\\((\\w+), (\\w+)\\)", "max by ($2) ($1)")));
        return all;
    }

    @Test
    void everyAlertHasAHeadingInThePageOfOperations() {
        Page page = Page.of("docs/operations.md");

        assertThat(alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            String name = String.valueOf(alert.get("alert"));
            assertThat(page.section(name)).as(name).isNotBlank();
            assertThat(String.valueOf(alert.get("annotations")))
                    .contains("runbook=docs/operations.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(String.valueOf(alert.get("labels"))).matches("\\{severity=(page|ticket)}");
            assertThat(Page.read(TESTS)).as("a test of " + name).contains(name);
        });
        assertThat(Page.find("(?m)^### (Extole[A-Z]\\w+)$", page.text()))
                .containsExactlyElementsOf(alerts().stream()
                        .map(alert -> String.valueOf(alert.get("alert")))
                        .toList());
    }

    @Test
    void everyMetricAndLabelIsInTheScrapeOfARunningInstance() throws Exception {
        Map<String, List<Map<String, String>>> used = new HashMap<>();
        expressions()
                .forEach(expression -> METRIC.matcher(expression)
                        .results()
                        .forEach(found -> used.computeIfAbsent(found.group(1), name -> new ArrayList<>())
                                .add(exact(found.group(2)))));
        assertThat(used).hasSizeGreaterThan(30);

        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder)) {
            haveTraffic(application, new SandboxView(sandbox.uri()));

            await().untilAsserted(() -> {
                Map<String, List<Map<String, String>>> shown = scrape(application);
                assertThat(shown.keySet()).containsAll(used.keySet());
                used.forEach((metric, selectors) -> assertThat(selectors)
                        .allSatisfy(selector -> assertThat(shown.get(metric))
                                .as("%s with %s", metric, selector)
                                .anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet()))));
                assertThat(expressions())
                        .allSatisfy(expression -> assertThat(labels(shown, expression))
                                .as(expression)
                                .containsAll(named(expression)));
            });
        }
    }

    /** Those that it asks for by their value; {@code =~} may ask for what has not happened yet. */
    private static Map<String, String> exact(@Nullable String selector) {
        return selector == null
                ? Map.of()
                : LABEL.matcher(selector)
                        .results()
                        .filter(label -> label.group(2).equals("=")
                                && !label.group(3).startsWith("$")
                                && !OF_PROMETHEUS.contains(label.group(1)))
                        .collect(Collectors.toMap(label -> label.group(1), label -> label.group(3)));
    }

    private static Set<String> named(String expression) {
        Set<String> names = LABEL.matcher(expression)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(HashSet::new));
        Page.find("\\bby \\(([^)]*)\\)", expression).forEach(by -> names.addAll(List.of(by.split(", ", -1))));
        names.removeAll(OF_PROMETHEUS);
        return names;
    }

    private static Set<String> labels(Map<String, List<Map<String, String>>> shown, String expression) {
        return METRIC.matcher(expression)
                .results()
                .flatMap(metric -> shown.getOrDefault(metric.group(1), List.of()).stream())
                .flatMap(labels -> labels.keySet().stream())
                .collect(Collectors.toSet());
    }

    private static Map<String, List<Map<String, String>>> scrape(Application application) {
        Map<String, List<Map<String, String>>> all = new HashMap<>();
        Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> all.computeIfAbsent(line.split("[{ ]", 2)[0], name -> new ArrayList<>())
                        .add(exact(line)));
        return all;
    }

    /** One event for each way that an event can go. */
    private static void haveTraffic(Application application, SandboxView extole) throws Exception {
        extole.fault("{\"match\": \"Refused\", \"status\": 400, \"code\": \"invalid_event\"}");
        extole.fault("{\"match\": \"Busy\", \"status\": 503, \"next\": 1}");
        for (String event : List.of("Step", "Refused", "Busy")) {
            application.post("/v1/track", "{\"userId\": \"u-%s\", \"event\": \"%s\"}".formatted(event, event));
        }
        application.post("/v1/track", """
                {"userId": "u-4", "event": "Order Completed", "properties": {"total": "much"}}""");
        application.post("/v1/track", "{\"userId\": \"u-5\", \"event\": 5}");
        application.post("/v1/page", "{\"userId\": \"u-6\"}");
        Http.send(HttpRequest.newBuilder(application.management("/actuator/delivery"))
                .header("Authorization", "Bearer of-somebody-else")
                .build());
        try (Connection broker =
                new ActiveMQConnectionFactory("vm://extole-destination?create=false").createConnection()) {
            Session session = broker.createSession(false, Session.AUTO_ACKNOWLEDGE);
            session.createProducer(session.createQueue("segment.events")).send(session.createTextMessage("no event"));
        }
    }

    @Test
    void everyOutcomeThatIsAskedForStandsInTheTableOfMetrics() {
        String table = Page.of("docs/operations.md").section("Metrics");

        assertThat(expressions().stream()
                        .flatMap(expression -> Page.find("outcome!?=~?\"([^\"]+)\"", expression).stream())
                        .flatMap(outcomes -> Stream.of(outcomes.split("\\|", -1))))
                .hasSizeGreaterThan(5)
                .allSatisfy(outcome -> assertThat(table).contains('`' + outcome + '`'));
    }

    @Test
    void promtoolReadsTheAlertsAndTheyFireWhenTheyShould() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Path.of(path, "promtool").toFile().canExecute()),
                "promtool");

        assertThat(promtool("check", "rules", ALERTS)).contains("SUCCESS");
        assertThat(promtool("test", "rules", TESTS)).contains("SUCCESS");
    }

    private String promtool(String verb, String what, Path file) throws IOException, InterruptedException {
        Path output = folder.resolve("promtool.txt");
        Process process = new ProcessBuilder("promtool", verb, what, file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Page.read(output)).isZero();
        return Page.read(output);
    }
}
