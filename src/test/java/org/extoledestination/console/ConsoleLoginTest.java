package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.CookieManager;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.console.Addresses.Address;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** Who gets in at the console, and to which address. */
@Tag("slow")
class ConsoleLoginTest {

    private static final List<String> WHO = List.of("nobody", "viewer", "operator", "privacy");

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Map<String, Visitor> visitors;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(
                                Visitor.user(0, "viewer", "viewer"),
                                Visitor.user(1, "operator", "operator"),
                                Visitor.user(2, "privacy", "privacy"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        visitors = Map.of(
                "nobody", new Visitor(application),
                "viewer", new Visitor(application).signedIn("viewer"),
                "operator", new Visitor(application).signedIn("operator"),
                "privacy", new Visitor(application).signedIn("privacy"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    record Row(Address address, String who, boolean isAllowed) {}

    private static Visitor visitor(String who) {
        return Objects.requireNonNull(visitors.get(who), who);
    }

    /** Every address by every role, and by nobody. */
    static Stream<Row> table() {
        return Addresses.all().stream()
                .filter(each -> !each.path().equals(Addresses.LOGOUT))
                .flatMap(address -> WHO.stream().map(who -> new Row(address, who, isAllowed(address, who))));
    }

    private static boolean isAllowed(Address address, String who) {
        Optional<Role> needed = address.role();
        return needed.isEmpty()
                || (!who.equals("nobody")
                        && Role.valueOf(who.toUpperCase(Locale.ROOT)).compareTo(needed.get()) >= 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void eachAddressIsForWhomTheTableSays(Row row) {
        Visitor visitor = visitor(row.who());
        String path = row.address().path().replace("{id}", "4711").replace("**", "console.css");
        boolean isGet = row.address().method().equals(HttpMethod.GET);
        int status = isGet
                ? (path.endsWith("/live")
                        ? visitor.head(path)
                        : visitor.get(path).statusCode())
                : visitor.post(path, Map.of()).statusCode();

        if (row.isAllowed()) {
            assertThat(status).as("%s", row).isNotIn(302 + (isGet ? 0 : 1_000), 403);
        } else if (row.who().equals("nobody")) {
            assertThat(status).as("%s", row).isEqualTo(isGet ? 302 : 401);
        } else {
            assertThat(status).as("%s", row).isEqualTo(403);
        }
    }

    static Stream<Row> changes() {
        return table().filter(row -> row.address().method().equals(HttpMethod.POST) && row.isAllowed());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aPageOfAnotherSiteChangesNothing(Row row) {
        Visitor visitor = visitor(row.who());
        String path = row.address().path().replace("{id}", "4711");

        assertThat(visitor.post(path, Map.of(), "").statusCode())
                .as("without the form's token")
                .isEqualTo(403);
        assertThat(visitor.post(path, Map.of(), "made-up").statusCode())
                .as("with another")
                .isEqualTo(403);
        assertThat(visitor.post(path, Map.of(), visitor.csrf(), "Origin", "https://evil.example")
                        .statusCode())
                .as("from another origin")
                .isEqualTo(403);
        assertThat(visitor.post(path, Map.of(), visitor.csrf(), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .as("as a browser tells it")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/nothing", "/console/dead-letters/1/2", "/console/loginx"})
    void whatIsNotListedIsNobodys(String path) {
        assertThat(visitor("privacy").get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/../actuator/deadletters",
                "/console/%2e%2e/actuator/deadletters",
                "/console/..;/actuator/deadletters",
                "/console;/../actuator/deadletters",
                "/console//actuator/deadletters",
                "/consoles",
                "/console.html"
            })
    void noWayThroughTheConsoleLeadsToWhatNeedsTheToken(String path) {
        HttpResponse<String> answer = new Visitor(application).get(path);

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401, 404);
        assertThat(answer.body()).doesNotContain("deadLetters");
    }

    @Test
    void senderMeetsNoFilterOfIt() {
        HttpResponse<String> answer = application.post(
                "/v1/track", "{\"userId\": \"u-1\", \"event\": \"Seen\", \"messageId\": \"m-filter\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet().stream().map(String::toLowerCase))
                .doesNotContain(
                        "content-security-policy", "x-frame-options", "x-content-type-options", "set-cookie", "pragma");
        assertThat(Http.get(application.ingest("/console")).statusCode()).isEqualTo(404);
        assertThat(Http.get(application.ingest("/webjars/htmx.org/2.0.10/dist/htmx.min.js"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theTokenStillOpensTheOtherAddressesAndNotTheConsole() {
        assertThat(Http.get(application.management("/actuator/deadletters")).statusCode())
                .isEqualTo(200);
        assertThat(Http.get(application.management("/console")).statusCode()).isEqualTo(302);
    }

    @Test
    void everyPageKeepsScriptsFramesAndAddressesToItself() {
        for (String path : List.of("/console/login", "/console", "/console/nothing")) {
            HttpResponse<String> page = visitor("viewer").get(path);
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
            assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(page.headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        }
    }

    @Test
    void theSessionIsACookieThatScriptsAndOtherSitesDoNotGet() {
        Visitor visitor = new Visitor(application);
        HttpResponse<String> answer = visitor.signIn("viewer", "viewer-secret");

        assertThat(answer.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .matches("extole-destination-console-[0-9a-f]{8}=.*")
                        .contains("Path=/console")
                        .contains("HttpOnly")
                        .contains("SameSite=Strict"))
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly"));
    }

    /** A browser sends the cookies of a host to all of its ports. */
    @Test
    void whoSignsInAtAnotherInstanceOfThisHostStaysSignedInHere() {
        try (Application another =
                Application.start(sandbox.uri(), folder.resolve("another"), Visitor.user(0, "viewer", "viewer"))) {
            CookieManager cookies = new CookieManager();
            Visitor here = new Visitor(application, cookies).signedIn("viewer");
            Visitor there = new Visitor(another, cookies).signedIn("viewer");

            assertThat(here.get("/console").statusCode()).isEqualTo(200);
            assertThat(there.get("/console").statusCode()).isEqualTo(200);
            assertThat(here.post("/console/logout", Map.of()).statusCode()).isEqualTo(302);
            assertThat(there.get("/console").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoHasSignedOutIsOut() {
        Visitor visitor = new Visitor(application).signedIn("viewer");
        assertThat(visitor.get("/console").statusCode()).isEqualTo(200);

        assertThat(visitor.post("/console/logout", Map.of()).statusCode()).isEqualTo(302);

        assertThat(visitor.get("/console").statusCode()).isEqualTo(302);
    }

    @Test
    void afterSigningInThePageIsTheOneThatWasAskedFor() {
        Visitor visitor = new Visitor(application);
        assertThat(visitor.get("/console/dead-letters?reason=refused").statusCode())
                .isEqualTo(302);

        HttpResponse<String> answer = visitor.signIn("viewer", "viewer-secret");

        assertThat(answer.headers().firstValue("Location")).hasValue("/console/dead-letters?reason=refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "{noop}secret", "$2y$12$short", ""})
    void aPasswordThatIsNoHashStopsTheStart(String password) {
        assertThatThrownBy(() -> new ConsoleSettings.User("ada", password, Role.VIEWER))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("ada")
                .hasMessageNotContaining("secret");
    }
}
