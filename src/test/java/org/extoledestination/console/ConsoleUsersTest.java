package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can sign in, by the settings: each time another application. */
@Tag("slow")
class ConsoleUsersTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void whoGuessesPasswordsHasToWait() {
        try (Application other =
                Application.start(sandbox.uri(), folder.resolve("guessed"), Visitor.user(0, "ada", "viewer"))) {
            Visitor visitor = new Visitor(other);
            for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
                assertThat(visitor.signIn("ada", "wrong").statusCode()).isEqualTo(401);
            }

            HttpResponse<String> answer = visitor.signIn("ada", "ada-secret");

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
        }
    }

    @Test
    void withoutUsersTheHolderOfTheTokenIsTheOperator() throws IOException {
        try (Application other = Application.start(sandbox.uri(), folder.resolve("alone"))) {
            String token =
                    Files.readString(folder.resolve("alone/management-token")).strip();
            Visitor visitor = new Visitor(other);
            assertThat(visitor.signIn("operator", "wrong").statusCode()).isEqualTo(401);
            assertThat(visitor.signIn("ada", token).statusCode()).isEqualTo(401);

            assertThat(visitor.signIn("operator", token).statusCode()).isEqualTo(302);

            assertThat(visitor.get("/console/delivery").body()).contains("Pause delivery");
        }
    }

    @Test
    void anExchangedTokenEndsTheSessionsThatBeganWithIt() throws IOException {
        try (Application other = Application.start(sandbox.uri(), folder.resolve("exchanged"))) {
            Path file = folder.resolve("exchanged/management-token");
            Visitor visitor = new Visitor(other);
            visitor.signIn("operator", Files.readString(file).strip());
            assertThat(visitor.get("/console").statusCode()).isEqualTo(200);

            Files.writeString(file, "another-token-that-is-long-enough-to-be-one");

            assertThat(visitor.get("/console").statusCode()).isEqualTo(302);
            assertThat(visitor.post("/console/delivery/pause", Map.of("reason", "late"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void listsOfTheSettingsBringNoLoginBeforeSenders() {
        try (Application other = Application.start(
                sandbox.uri(),
                folder.resolve("excluding"),
                "spring.autoconfigure.exclude="
                        + "org.springframework.boot.actuate.autoconfigure.metrics.LogbackMetricsAutoConfiguration")) {
            assertThat(other.post("/v1/track", "{\"userId\": \"u-1\", \"event\": \"Order Completed\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void beyondThisMachineNobodySignsInWithoutUsers() {
        try (Application other = Application.start(
                sandbox.uri(),
                folder.resolve("open"),
                "management.server.address=0.0.0.0",
                "management.allow-plain-http=true")) {
            HttpResponse<String> answer = new Visitor(other).get("/console/login");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("management.console.users");
        }
    }
}
