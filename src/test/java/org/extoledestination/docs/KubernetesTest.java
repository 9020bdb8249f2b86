package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.extoledestination.ingest.IngestSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;

/** The manifest of the page, which no test can run without a cluster. That its probes are answered: CommandsOfPagesTest. */
class KubernetesTest {

    /** What the application may need to end what is under way, beyond {@code ingest.stop-wait}. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(45);

    private static final Page PAGE = Page.of("docs/kubernetes.md");
    private static final List<String> SETTINGS =
            List.of("config/application.yaml", "src/main/resources/application.yaml");

    private static JsonNode manifest(String kind) {
        String yaml = PAGE.blocks().stream()
                .filter(block -> block.language().equals("yaml"))
                .findFirst()
                .orElseThrow()
                .text();
        return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
                .map(document -> new ObjectMapper().<JsonNode>valueToTree(document))
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod() {
        return manifest("StatefulSet").at("/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    /** The variables of the manifest and of the secret. */
    private static Map<String, Object> environment() {
        Map<String, Object> environment = new TreeMap<>();
        container()
                .path("env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText()));
        Page.find("--from-literal=([A-Z_]+)=", PAGE.text()).forEach(name -> environment.put(name, "key"));
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

    @Test
    void probesAskTheIngestPort() {
        JsonNode port = container().at("/ports/0");

        assertThat(port.path("containerPort").asText())
                .isEqualTo(settings(environment()).getProperty("server.port"));
        assertThat(manifest("Service").at("/spec/ports/0/targetPort").asText())
                .isEqualTo(port.path("name").asText());
        assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                        .map(probe -> container().path(probe).path("httpGet")))
                .allSatisfy(probe -> assertThat(probe.path("port").asText())
                        .isEqualTo(port.path("name").asText()))
                .extracting(probe -> probe.path("path").asText())
                .containsExactly("/livez", "/livez", "/readyz");
    }

    @Test
    void aStopHasTheTimeThatItNeeds() {
        Duration stopWait = Binder.get(settings(environment()))
                .bindOrCreate("ingest", IngestSettings.class)
                .stopWait();

        assertThat(stopWait).isEqualTo(Duration.ofSeconds(10));
        assertThat(Duration.ofSeconds(
                        pod().path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(stopWait.plus(UNDER_WAY));
    }

    /** Else a request meets a connection that is just being closed. Balancers keep an idle one for 60 s. */
    @Test
    void aConnectionIsKeptLongerThanABalancerKeepsIt() {
        assertThat(Binder.get(settings(environment()))
                        .bind("server.tomcat.keep-alive-timeout", Duration.class)
                        .get())
                .isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void theVolumeIsTheDataFolderAndAllElseIsReadOnly() {
        Map<String, String> mounts = new HashMap<>();
        container()
                .path("volumeMounts")
                .forEach(mount -> mounts.put(
                        mount.path("name").asText(), mount.path("mountPath").asText()));

        assertThat(mounts)
                .hasSize(2)
                .containsEntry("tmp", "/tmp")
                .containsEntry("data", String.valueOf(environment().get("DATA_DIR")));
        assertThat(manifest("StatefulSet")
                        .at("/spec/volumeClaimTemplates/0/metadata/name")
                        .asText())
                .isEqualTo("data");
        assertThat(pod().at("/volumes/0/name").asText()).isEqualTo("tmp");
        assertThat(container().at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
    }

    /** Each changes what a setting of the shipped files is. */
    @Test
    void everyVariableIsOneThatSettingsRead() {
        Map<String, Object> variables = environment();
        PAGE.names().stream()
                .map(name -> name.replaceAll("=.*", ""))
                .filter(name -> name.matches("[A-Z]+(_[A-Z]+)+") && !name.contains("SERVICE_HOST"))
                .forEach(name -> variables.putIfAbsent(name, "3s"));
        assertThat(variables).containsKeys("DATA_DIR", "INGEST_STOP_WAIT", "EXTOLE_API_KEY", "DATABASE_URL");

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
}
