package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxChange;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Keys and tokens in files are exchanged while the application runs. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class KeyExchangeTest {

    @TempDir
    private Path folder;

    private Path secrets;
    private Sandbox sandbox;
    private SandboxView extole;
    private Application application;

    @BeforeEach
    void start() throws IOException {
        secrets = Files.createDirectory(folder.resolve("secrets"));
        secret("SEGMENT_WRITE_KEYS", "wk-old");
        secret("SEGMENT_SUBSCRIPTION_KEYS", "sub-old\n");
        secret("EXTOLE_API_KEY", "sandbox-api-key\n");
        secret("EXTOLE_ADMIN_API_KEY", "admin-key-unknown");
        secret("OTHER_API_KEY", "other-key-unknown");
        secret("OTHER_ADMIN_API_KEY", "other-admin-key-unknown");
        SandboxSettings settings = SandboxSettings.defaults();
        settings = SandboxChange.withKey(settings, "admin-key", Set.of(SandboxSettings.CLIENT_ADMIN));
        settings = SandboxChange.withKey(settings, "other-key", Set.of(SandboxSettings.USER_SUPPORT));
        settings = SandboxChange.withKey(settings, "other-admin-key", Set.of(SandboxSettings.CLIENT_ADMIN));
        sandbox = Sandbox.start(settings);
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "spring.config.import=configtree:" + secrets + "/",
                "ingest.sources[0].write-keys=${SEGMENT_WRITE_KEYS:}",
                "ingest.sources[0].subscription-keys=${SEGMENT_SUBSCRIPTION_KEYS:}",
                "delivery.api-key=${EXTOLE_API_KEY:}",
                "delivery.admin-api-key=${EXTOLE_ADMIN_API_KEY:}",
                "ingest.sources[1].name=other",
                "ingest.sources[1].write-keys=wk-other",
                "ingest.sources[1].subscription-keys=sub-other",
                "delivery.accounts[0].source=other",
                "delivery.accounts[0].api-key=${OTHER_API_KEY:}",
                "delivery.accounts[0].admin-api-key=${OTHER_ADMIN_API_KEY:}");
    }

    @AfterEach
    void stop() {
        application.close();
        sandbox.close();
    }

    private void secret(String name, String value) throws IOException {
        Files.writeString(secrets.resolve(name), value);
    }

    private int track(String key, String id) {
        return Http.post(application.ingest("/v1/track"), key, """
                {"userId": "u", "messageId": "%s", "event": "Step"}""".formatted(id))
                .statusCode();
    }

    @Test
    void keysAreExchangedWithBothValidInBetweenAndTheMetricSaysWhichIsStillUsed() throws IOException {
        assertThat(track("wk-old", "m-1")).isEqualTo(200);
        assertThat(track("wk-new", "m-2")).isEqualTo(401);

        secret("SEGMENT_WRITE_KEYS", "wk-old,wk-new");
        secret("SEGMENT_SUBSCRIPTION_KEYS", "sub-new");
        await().until(() -> track("wk-new", "m-3") == 200);
        assertThat(track("wk-old", "m-4")).isEqualTo(200);
        assertThat(Http.post(application.ingest("/segment"), "sub-old", "{\"userId\": \"u\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Http.post(application.ingest("/segment"), "sub-new", "{\"userId\": \"u\"}")
                        .statusCode())
                .isEqualTo(200);
        List<String> uses = uses();
        assertThat(uses).hasSize(4).filteredOn(line -> line.endsWith(" 0.0")).hasSize(1);
        assertThat(uses).noneMatch(line -> line.contains("wk-") || line.contains("sub-"));

        secret("SEGMENT_WRITE_KEYS", "wk-new");
        await().until(() -> track("wk-old", "m-5") == 401);
        assertThat(track("wk-new", "m-6")).isEqualTo(200);
    }

    private List<String> uses() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_key_last_used_seconds{"))
                .filter(line -> !line.contains("source=\"other\""))
                .toList();
    }

    @Test
    void extolesTokenIsExchangedForTheNextCall(CapturedOutput output) throws IOException {
        track("wk-old", "m-1");
        await().until(() -> extole.events().size() == 1);

        // The sandbox does not know it, as Extole does not know one that was withdrawn.
        secret("EXTOLE_API_KEY", "token-unknown");
        await().until(() -> output.getOut().contains("Edit taken, settings files EXTOLE_API_KEY"));
        track("wk-old", "m-2");
        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        secret("EXTOLE_API_KEY", "sandbox-api-key");

        await().until(() -> extole.events().size() == 2);
        assertThat(application.health("settings").toString()).doesNotContain("needRestart");
        assertThat(output.getOut()).doesNotContain("token-unknown", "sandbox-api-key", "wk-old");
    }

    /** Those for erasures, and those of an account of its own: what waited for each goes with the next. */
    @Test
    void theOtherTokensAreExchangedTooEachForItsOwnCalls(CapturedOutput output) throws IOException {
        assertThat(track("wk-other", "m-1")).isEqualTo(200);
        for (String key : List.of("sub-old", "sub-other")) {
            assertThat(Http.post(application.ingest("/segment"), key, """
                    {"type": "delete", "userId": "%1$s-gone", "messageId": "gone-%1$s"}""".formatted(key))
                            .statusCode())
                    .isEqualTo(200);
        }
        await().untilAsserted(() ->
                assertThat(paused()).containsExactlyInAnyOrder("async-event of other", "erasure", "erasure of other"));
        assertThat(extole.events()).isEmpty();
        assertThat(extole.erasures()).isEmpty();

        secret("OTHER_API_KEY", "other-key");
        await().until(() -> extole.events().size() == 1);
        assertThat(extole.erasures()).isEmpty();
        secret("EXTOLE_ADMIN_API_KEY", "admin-key");
        await().until(() -> extole.erasures().size() == 1);
        assertThat(paused()).contains("erasure of other");
        secret("OTHER_ADMIN_API_KEY", "other-admin-key");
        await().until(() -> extole.erasures().size() == 2);

        assertThat(application.health("settings").toString()).doesNotContain("needRestart");
        assertThat(output.getOut()).doesNotContain("admin-key", "other-key");
    }

    private List<String> paused() {
        return Http.json(application.management("/actuator/delivery")).path("operations").properties().stream()
                .filter(line -> line.getValue().path("state").asText().equals("paused"))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void whatWillNotDoIsRefusedAndWhatWasGoesOn(CapturedOutput output) throws IOException {
        secret("EXTOLE_API_KEY", " ");

        await().until(() -> output.getOut().contains("Edit refused, settings files"));
        assertThat(output.getOut()).contains("api-key is empty");
        track("wk-old", "m-1");
        await().until(() -> extole.events().size() == 1);
        assertThat(application.health("settings").path("details").toString()).contains("api-key is empty");
    }
}
