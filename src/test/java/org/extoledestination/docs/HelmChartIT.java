package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.extoledestination.ingest.IngestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart, rendered by Helm's own library, against the types of Kubernetes and the Prometheus operator: a field that they
 * do not know is a fault. No cluster takes it here. That its probes are answered: CommandsOfPagesTest.
 */
class HelmChartIT {

    /** What the application may need to end what is under way, beyond {@code ingest.stop-wait}. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(45);

    private static final Path CHART = Path.of("docker/helm/extole-destination");
    private static final Path VALUES = Path.of("src/test/resources/helm");
    private static final List<String> SETTINGS =
            List.of("config/application.yaml", "src/main/resources/application.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class);

    private static TemplateCommand template(String values) {
        return new Helm(CHART.toAbsolutePath())
                .template()
                .withName("shop")
                .withNamespace("extole")
                .withKubeVersion("1.31.0")
                .withValuesFile(VALUES.resolve(values + ".yaml").toAbsolutePath());
    }

    private static List<JsonNode> rendered(TemplateCommand template) {
        return StreamSupport.stream(new Yaml().loadAll(template.call()).spliterator(), false)
                .filter(Objects::nonNull)
                .map(document -> JSON.<JsonNode>valueToTree(document))
                .toList();
    }

    private static JsonNode only(List<JsonNode> documents, String kind) {
        List<JsonNode> found = documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).isNotEmpty();
        return found.get(0);
    }

    private static JsonNode pod(String values) {
        return only(rendered(template(values)), values.equals("embedded") ? "StatefulSet" : "Deployment")
                .at("/spec/template/spec");
    }

    private static JsonNode container(String values) {
        return pod(values).at("/containers/0");
    }

    /** Takes nothing that the type does not have, and no number or truth value for a text, as the server does. */
    private static ObjectMapper strict() {
        ObjectMapper strict = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float)) {
            strict.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return strict;
    }

    private static void check(JsonNode document) throws JsonProcessingException {
        String kind = document.path("apiVersion").asText()
                + '/'
                + document.path("kind").asText();
        if (kind.equals("keda.sh/v1alpha1/ScaledObject")) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(Page.read(VALUES.resolve("scaledobject.schema.json")), InputFormat.JSON)
                            .validate(document))
                    .isEmpty();
            return;
        }
        assertThat(KINDS).containsKey(kind);
        strict().treeToValue(document, KINDS.get(kind));
    }

    @Test
    void helmFindsNothingToWarnOf() {
        LintResult lint = new Helm(CHART.toAbsolutePath()).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"embedded, 4", "external, 10"})
    void everyFieldIsOneOfItsKind(String values, int documents) {
        assertThat(rendered(template(values))).hasSize(documents).allSatisfy(document -> {
            check(document);
            assertThat(document.at("/metadata/name").asText()).startsWith("shop-extole-destination");
            assertThat(document.at("/metadata/labels/app.kubernetes.io~1instance")
                            .asText())
                    .isEqualTo("shop");
        });
    }

    @Test
    void aMisspeltFieldAndANumberForATextAreFound() {
        JsonNode document = only(rendered(template("embedded")), "StatefulSet");
        ObjectNode container = (ObjectNode) document.at("/spec/template/spec/containers/0");
        ObjectNode variable = (ObjectNode) container.at("/env/0");
        variable.put("value", 5);
        assertThatThrownBy(() -> check(document)).isInstanceOf(JsonProcessingException.class);
        variable.put("value", "5");

        container.set("livenesProbe", container.remove("livenessProbe"));
        assertThatThrownBy(() -> check(document))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("livenesProbe");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "embedded | existingSecret | '' | existingSecret is empty",
                "embedded | replicas | 2 | replicas is more than 1",
                "embedded | shards | 2 | shards is more than 1",
                "embedded | keda.enabled | true | keda.enabled needs several instances",
                "external | keda.prometheus | '' | keda.prometheus is empty",
                "external | networkPolicy.enabled | false | metrics.enabled opens the management port",
                "external | networkPolicy.metricsFrom | null | name Prometheus in networkPolicy.metricsFrom",
                "external | metrics.enabled | false | has nothing to scrape",
                "external | mappings.existingConfigMap | ours | are both set",
                "embedded | replica | 2 | replica",
                "embedded | env.queue | x | queue",
                "embedded | image.digest | abc | digest",
                "embedded | database.url | jdbc:mysql://h/d | url"
            })
    void whatCannotWorkIsRefusedWithTheValueThatIsWrong(String values, String name, String value, String message) {
        assertThatThrownBy(() -> template(values).set(name, value).call()).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker.url=tcp://broker:61616", "database.url=jdbc:postgresql://h:5432/d"})
    void oneOfTheTwoOutsideLeavesAVolumeForTheOther(String value) {
        String[] parts = value.split("=", 2);

        assertThat(only(rendered(template("embedded").set(parts[0], parts[1])), "StatefulSet")
                        .at("/spec/volumeClaimTemplates/0/metadata/name")
                        .asText())
                .isEqualTo("data");
    }

    /** The variables that the container gets. */
    private static Map<String, Object> environment(String values) {
        Map<String, Object> environment = new TreeMap<>();
        container(values)
                .path("env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText("secret")));
        return environment;
    }

    /** As the application in this container would read it. */
    private static StandardEnvironment settings(Map<String, Object> variables) {
        StandardEnvironment settings = new StandardEnvironment();
        settings.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        try {
            for (String file : SETTINGS) {
                new YamlPropertySourceLoader()
                        .load(file, new FileSystemResource(file))
                        .forEach(settings.getPropertySources()::addLast);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.setIgnoreUnresolvableNestedPlaceholders(true);
        ConfigurationPropertySources.attach(settings);
        return settings;
    }

    /** Each changes what a setting of the shipped files is. */
    @Test
    void everyVariableIsOneThatSettingsRead() {
        Map<String, Object> variables = environment("external");
        Page page = Page.of("docs/kubernetes.md");
        page.names().stream()
                .map(name -> name.replaceAll("=.*", ""))
                .filter(name -> name.matches("[A-Z]+(_[A-Z]+)+"))
                .forEach(name -> variables.putIfAbsent(name, "3s"));
        Page.find("--from-literal=([A-Z_]+)=", page.text()).forEach(name -> variables.put(name, "key"));
        assertThat(variables)
                .containsKeys("DATA_DIR", "INGEST_STOP_WAIT", "EXTOLE_API_KEY", "DATABASE_URL", "BROKER_URL");
        // Of Spring Boot itself.
        variables.remove("SPRING_CONFIG_IMPORT");

        assertThat(variables).allSatisfy((variable, value) -> {
            Map<String, Object> without = new HashMap<>(variables);
            without.remove(variable);
            assertThat(values(settings(variables))).as(variable).isNotEqualTo(values(settings(without)));
        });
    }

    /** What every setting of the files is. */
    private static Map<String, String> values(StandardEnvironment settings) {
        Map<String, String> values = new TreeMap<>();
        settings.getPropertySources().stream()
                .filter(OriginTrackedMapPropertySource.class::isInstance)
                .map(OriginTrackedMapPropertySource.class::cast)
                .flatMap(source -> Stream.of(source.getPropertyNames()))
                .forEach(name -> values.put(name, settings.getProperty(name, "")));
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "external"})
    void probesAskTheIngestPort(String values) {
        JsonNode container = container(values);
        JsonNode port = container.at("/ports/0");

        assertThat(port.path("containerPort").asText())
                .isEqualTo(settings(environment(values)).getProperty("server.port"));
        assertThat(only(rendered(template(values)), "Service")
                        .at("/spec/ports/0/targetPort")
                        .asText())
                .isEqualTo(port.path("name").asText());
        assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                        .map(probe -> container.path(probe).path("httpGet")))
                .allSatisfy(probe -> {
                    assertThat(probe.path("port").asText())
                            .isEqualTo(port.path("name").asText());
                    assertThat(probe.path("scheme").asText()).isEqualTo(values.equals("external") ? "HTTPS" : "HTTP");
                })
                .extracting(probe -> probe.path("path").asText())
                .containsExactly("/livez", "/livez", "/readyz");
    }

    @Test
    void aStopHasTheTimeThatItNeeds() {
        Duration stopWait = Binder.get(settings(environment("embedded")))
                .bindOrCreate("ingest", IngestSettings.class)
                .stopWait();

        assertThat(stopWait).isEqualTo(Duration.ofSeconds(10));
        assertThat(Duration.ofSeconds(
                        pod("embedded").path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(stopWait.plus(UNDER_WAY));
    }

    /** Else a request meets a connection that is just being closed. Balancers keep an idle one for 60 s. */
    @Test
    void aConnectionIsKeptLongerThanABalancerKeepsIt() {
        assertThat(Binder.get(settings(environment("embedded")))
                        .bind("server.tomcat.keep-alive-timeout", Duration.class)
                        .get())
                .isGreaterThan(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "external"})
    void onlyDataAndTmpCanBeWrittenAndNoRightIsRootS(String values) {
        JsonNode container = container(values);
        Map<String, String> writable = new HashMap<>();
        container.path("volumeMounts").forEach(mount -> {
            assertThat(mount.has("subPath")).as("an edit does not arrive there").isFalse();
            if (!mount.path("readOnly").asBoolean()) {
                writable.put(
                        mount.path("name").asText(), mount.path("mountPath").asText());
            }
        });

        assertThat(writable)
                .isEqualTo(Map.of("tmp", "/tmp", "data", environment(values).get("DATA_DIR")));
        assertThat(container.path("securityContext").toString())
                .isEqualTo("{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                        + "\"capabilities\":{\"drop\":[\"ALL\"]}}");
        assertThat(pod(values).at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod(values).at("/securityContext/seccompProfile/type").asText())
                .isEqualTo("RuntimeDefault");
        assertThat(pod(values).path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
    }

    @Test
    void routesAndMappingsAreWholeFoldersOfConfigMaps() {
        List<JsonNode> documents = rendered(template("external"));
        Map<String, String> mounts = new HashMap<>();
        container("external")
                .path("volumeMounts")
                .forEach(mount -> mounts.put(
                        mount.path("name").asText(), mount.path("mountPath").asText()));

        assertThat(mounts).containsEntry("routes", "/app/routes").containsEntry("mappings", "/app/config/mappings");
        assertThat(pod("external").path("volumes").toString())
                .contains("{\"name\":\"our-routes\"}", "{\"name\":\"shop-extole-destination-mappings\"}");
        assertThat(documents)
                .anySatisfy(document ->
                        assertThat(document.at("/data/track.yaml").asText()).isEqualTo("when: event\n"));
    }

    @Test
    void alertsAndDashboardAreThoseOfTheProject() throws IOException {
        List<JsonNode> documents = rendered(template("external"));

        assertThat(only(documents, "PrometheusRule").path("spec"))
                .isEqualTo(JSON.valueToTree(new Yaml().load(Page.read(Path.of("docker/observe/alerts.yaml")))));
        assertThat(documents)
                .anySatisfy(document -> assertThat(
                                document.at("/data/extole-destination.json").asText())
                        .isEqualTo(Page.read(Path.of("docker/observe/dashboard.json"))));
        for (String file : List.of("alerts.yaml", "dashboard.json")) {
            assertThat(Files.readSymbolicLink(CHART.resolve("files").resolve(file)))
                    .isEqualTo(Path.of("../../../observe", file));
        }
        assertThat(only(documents, "ServiceMonitor").findValuesAsText("replacement"))
                .containsExactlyElementsOf(
                        Page.find("absent\\(up\\{job=\"([^\"]+)\"", Page.read(Path.of("docker/observe/alerts.yaml"))));
    }

    @Test
    void kedaScalesByAGaugeOfOursAndNotBesideReplicas() {
        List<JsonNode> documents = rendered(template("external"));
        String query = only(documents, "ScaledObject")
                .at("/spec/triggers/0/metadata/query")
                .asText();

        assertThat(Page.find("(extole_[a-z_]+)", query))
                .hasSize(1)
                .allSatisfy(gauge -> assertThat(Page.of("docs/operations.md").section("Metrics"))
                        .contains('`' + gauge + '`'));
        assertThat(only(documents, "Deployment").path("spec").has("replicas")).isFalse();
        assertThat(only(rendered(template("external").set("keda.enabled", false)), "Deployment")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void itHasTheVersionOfTheProject() {
        String version = Page.find(
                        "<artifactId>extole-destination</artifactId>\\s*<version>([^<]+)<",
                        Page.read(Path.of("pom.xml")))
                .get(0);

        assertThat(Page.read(CHART.resolve("Chart.yaml")))
                .contains("\nversion: " + version + '\n', "\nappVersion: \"" + version + "\"\n");
    }
}
