package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Editors complete and explain every setting. */
class SettingMetadataTest {

    /** Set by ourselves alone. */
    private static final Set<String> NOT_FOR_PEOPLE = Set.of("delivery.api-tls", "delivery.events-tls");

    @Test
    void eachSettingIsThereWithItsMeaning() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("spring-boot-configuration-processor");
        Optional<JsonNode> ours = ours();
        assumeTrue(ours.isPresent(), "compiled by Maven");
        Map<String, JsonNode> known = new HashMap<>();
        ours.get()
                .path("properties")
                .forEach(each -> known.put(each.path("name").asText(), each));

        Set<String> names = new SettingNames(records()).written();
        assertThat(names).hasSizeGreaterThan(60);
        assertThat(names)
                .filteredOn(name -> !NOT_FOR_PEOPLE.contains(name))
                .allSatisfy(name -> assertThat(name)
                        .matches(each -> known.containsKey(each) || isInsideAListOrMap(each, known), "is known"));
        assertThat(known.values()).allSatisfy(each -> {
            assertThat(each.path("description").asText()).as("%s", each).isNotBlank();
            assertThat(each.path("description").asText()).as("%s", each).doesNotContain("{@", "\n");
        });
    }

    /** What stands in a list or a map is not listed one by one. */
    private static boolean isInsideAListOrMap(String name, Map<String, JsonNode> known) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            JsonNode above = known.get(name.substring(0, dot));
            if (above != null) {
                return above.path("type").asText().matches("java\\.util\\.(List|Map)<.*");
            }
        }
        return false;
    }

    private static Optional<JsonNode> ours() throws IOException {
        List<URL> found = Collections.list(
                SettingMetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
        for (URL each : found) {
            try (InputStream file = each.openStream()) {
                JsonNode root = new ObjectMapper().readTree(file);
                if (root.path("properties").findValuesAsText("name").contains("ingest.read-timeout")) {
                    return Optional.of(root);
                }
            }
        }
        return Optional.empty();
    }

    private static Set<Class<?>> records() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Set<Class<?>> records = new LinkedHashSet<>();
        scanner.findCandidateComponents("org.extoledestination")
                .forEach(bean ->
                        records.add(ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null)));
        return records;
    }
}
