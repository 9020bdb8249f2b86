package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in at the management port. Each guard is tried with all others satisfied. */
@Tag("slow")
class ManagementPortTest {

    private static final String SOMEBODY =
            "/actuator/suppressions/" + Person.ofUserId("somebody").fingerprint();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Path file;
    private static String token;
    private static String permissions;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        Path commit = Files.writeString(folder.resolve("git.properties"), "git.commit.id.abbrev=c0ffee1\n");
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "management.hosts[0]=extole-destination.internal",
                "spring.info.git.location=" + commit.toUri());
        file = folder.resolve("data/management-token");
        token = Files.readString(file).strip();
        permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @AfterEach
    void nobodyWasSuppressed() throws IOException {
        Files.writeString(file, token + '\n');
        assertThat(Http.json(application.management("/actuator/suppressions"))
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void theFirstStartMakesATokenThatOnlyItsOwnerReads() {
        assertThat(permissions).isEqualTo("rw-------");
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void infoTellsTheCommit() throws IOException {
        assertThat(Http.json(application.management("/actuator/info"))
                        .at("/git/commit/id")
                        .asText())
                .isEqualTo("c0ffee1");
    }

    @Test
    void theDiskIsThatOfTheDataFolder() {
        assertThat(Http.get(application.management("/actuator/prometheus")).body())
                .containsPattern("(?m)^disk_free_bytes\\{.*path=\"" + folder.resolve("data") + "\".*} [1-9]")
                .containsPattern("(?m)^disk_total_bytes\\{.*path=\"" + folder.resolve("data") + "\".*} [1-9]");
    }

    static Stream<String> closedPaths() {
        return Stream.of(
                "/actuator",
                "/actuator/",
                "/actuator/deadletters",
                "/actuator/deadletters/1",
                "/actuator/deadletters/export",
                "/actuator/delivery",
                "/actuator/find?messageId=m-1",
                "/actuator/suppressions",
                "/actuator/shadow",
                "/actuator/audit",
                "/actuator/audit?format=ndjson",
                "/actuator/parameters",
                "/actuator/nothing",
                "/",
                "/error",
                "/actuator/health/../deadletters",
                "/actuator/health/%2e%2e/deadletters",
                "/actuator/health/..;/deadletters",
                "/actuator/health;/../deadletters",
                "/actuator/prometheus/../deadletters",
                "/actuator/prometheus;x=/actuator/deadletters",
                "//actuator/deadletters",
                "/actuator//deadletters",
                "/actuator/healthy",
                "/actuator/health%2F..%2Fdeadletters");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("closedPaths")
    void withoutTheTokenNothingIsShown(String path) {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .as("a status of refusal")
                .containsPattern("^HTTP/1.1 40[01] ")
                .doesNotContain("deadLetters", "\"total\"", "_links", "suppressions\":[");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/actuator/health/delivery",
                "/actuator/prometheus"
            })
    void healthAndMetricsNeedNoToken(String path) {
        assertThat(send(request(path)).statusCode()).isEqualTo(200);
    }

    @Test
    void onThisMachineHealthShowsItsDetails() {
        assertThat(Http.json(send(request("/actuator/health")).body())
                        .at("/components/delivery/status")
                        .asText())
                .isEqualTo("UP");
    }

    @Test
    void theAnswerSaysWhereTheTokenIsAndHowToSendIt() {
        HttpResponse<String> answer = send(request("/actuator/deadletters"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        JsonNode body = Http.json(answer.body());
        assertThat(body.path("code").asText()).isEqualTo("no_token");
        assertThat(body.path("message").asText())
                .contains(file.toString(), "Authorization: Bearer TOKEN", "--token-file")
                .doesNotContain(token);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic c29tZTpib2R5",
                "TOKEN",
                "Bearer TOKENx",
                "Bearer TOKE"
            })
    void anythingButTheTokenIsRefused(String header) {
        String sent = header.replace("TOKEN", token).replace("TOKE", token.substring(0, token.length() - 1));
        HttpResponse<String> answer = send(request("/actuator/deadletters").header("Authorization", sent));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("wrong_token").doesNotContain(token);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"Bearer ", "bearer "})
    void theTokenOpensEverything(String scheme) {
        assertThat(send(request("/actuator/deadletters").header("Authorization", scheme + token))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(known("/actuator")).body()).contains("_links");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, /error",
        "HEAD, /error",
        "POST, /error",
        "GET, //error",
        "GET, /error;x=1",
        "GET, /x/../error",
        "GET, /nowhere",
        "GET, /actuator/nothing"
    })
    void whoAsksForNothingThatIsThereHearsSo(String method, String path) {
        HttpResponse<String> answer = send(known(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "")));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("999", "trace", "exception");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /nowhere                           | 404 | not_found
            GET    | /actuator/nothing                  | 404 | not_found
            DELETE | /actuator/refused                  | 405 | method_not_allowed
            GET    | /actuator/refused?limit=many       | 400 | bad_request
            GET    | /actuator/refused?before=x         | 400 | bad_request
            GET    | /actuator/refused/7                | 404 | not_found
            GET    | /actuator/refused/x                | 400 | bad_request
            POST   | /actuator/refused/replay           | 400 | bad_request
            POST   | /actuator/refused/replay?id=1,x    | 400 | bad_request
            POST   | /actuator/refused/replay?id=,      | 400 | bad_request
            POST   | /actuator/refused/bury?id=1        | 400 | bad_request
            GET    | /actuator/queue?limit=0            | 400 | bad_request
            GET    | /actuator/queue/show?id=x          | 404 | not_found
            POST   | /actuator/queue/park?id=x          | 404 | not_found
            POST   | /actuator/queue/x                  | 404 | not_found
            GET    | /actuator/suppressions?limit=-1    | 400 | bad_request
            POST   | /actuator/suppressions/jane        | 400 | bad_request
            GET    | /actuator/deadletters?limit=many   | 400 | bad_request
            GET    | /actuator/deadletters?id=,         | 400 | bad_request
            GET    | /actuator/deadletters/7            | 404 | not_found
            POST   | /actuator/deadletters/replay       | 400 | bad_request
            GET    | /actuator/find                     | 400 | bad_request
            POST   | /actuator/import                   | 400 | bad_request
            POST   | /actuator/import?events=&source=x  | 400 | unknown_source
            GET    | /actuator/delivery/x               | 404 | not_found
            POST   | /actuator/delivery/x               | 404 | not_found
            POST   | /actuator/delivery/pause           | 400 | bad_request
            POST   | /actuator/deletions/release        | 400 | bad_request
            POST   | /actuator/deletions/x              | 404 | not_found
            GET    | /actuator/queue/show               | 404 | not_found
            POST   | /actuator/queue/park               | 404 | not_found
            GET    | /actuator/suppressions?limit=      | 400 | bad_request
            GET    | /actuator/queue?limit=1&limit=2    | 400 | bad_request
            GET    | /actuator/queue?limit=5000000000   | 400 | bad_request
            GET    | /actuator/deadletters?limit=10001  | 400 | bad_request
            GET    | /actuator/deadletters/x            | 404 | not_found
            GET    | /actuator/deadletters?discarded=on | 400 | bad_request
            GET    | /actuator/deadletters?source=none  | 400 | bad_request
            POST   | /actuator/deadletters/x?id=1       | 400 | bad_request
            POST   | /actuator/deadletters/edit?id=1    | 400 | bad_request
            POST   | /actuator/deadletters/import       | 400 | bad_request
            POST   | /actuator/deadletters/stop?dryRun= | 400 | bad_request
            POST   | /actuator/deadletters/stop?all=on  | 400 | bad_request
            POST   | /actuator/import?events=&dryRun=1  | 400 | bad_request
            POST   | /actuator/refused/discard?id=      | 400 | bad_request
            GET    | /actuator/audit?since=yesterday    | 400 | bad_request
            GET    | /actuator/audit?format=csv         | 400 | bad_request
            POST   | /actuator/audit                    | 405 | method_not_allowed
            POST   | /actuator/refused/discard?id=1&upTo=2 | 400 | bad_request
            """)
    void whateverIsRefusedSaysSoInOneWay(String method, String address, int status, String code) throws IOException {
        HttpResponse<String> answer = send(known(address)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}")));

        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode problem = Http.json(answer.body());
        assertThat(problem.properties()).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("code", "message");
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("message").asText()).matches("(?s)[A-Z'].*[.)']|.*see: .*|.*See: .*");
    }

    /** Spring passes over what it does not know: a misspelt filter would mean all. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | refused/discard         | {"upTo":"100","kode":"unknown_source"} | 'kode'      | code, id, most, upTo.
            POST   | refused/discard         | {"upTo":"100","source":"segment"}      | 'source'    | code, id, most, upTo.
            POST   | refused/discard?kode=x  | {"upTo":"100"}                         | 'kode'      | code, id, most, upTo.
            POST   | refused/replay          | {"upto":"100"}                         | 'upto'      | after, code, id, most, source, upTo.
            GET    | refused?cod=bogus       |                                        | 'cod'       | before, code, limit.
            GET    | refused/1?limit=1       |                                        | 'limit'     | none.
            POST   | delivery/pause          | {"reason":"x","source":"segment"}      | 'source'    | reason.
            POST   | delivery/resume         | {"source":"segment"}                   | 'source'    | reason.
            GET    | delivery?source=segment |                                        | 'source'    | none.
            GET    | delivery/held?limit=1   |                                        | 'limit'     | none.
            POST   | deletions/release       | {"source":"segment","cuont":"1"}       | 'cuont'     | count, source.
            POST   | deletions/refuse        | {"source":"segment","count":"1"}       | 'count'     | source.
            GET    | deletions?source=x      |                                        | 'source'    | none.
            GET    | queue?limt=1            |                                        | 'limt'      | limit.
            GET    | queue/show?id=1&limit=2 |                                        | 'limit'     | id.
            POST   | queue/park              | {"id":"1","reason":"x"}                | 'reason'    | id.
            GET    | suppressions?person=x   |                                        | 'person'    | limit.
            POST   | suppressions/0123abcd   | {"source":"x"}                         | 'source'    | none.
            DELETE | suppressions/0123abcd?x |                                        | 'x'         | none.
            GET    | find?messageid=m        |                                        | 'messageid' | messageId.
            GET    | find?messageId=m&type=x |                                        | 'type'      | messageId.
            GET    | shadow?limit=1          |                                        | 'limit'     | none.
            GET    | audiences?limit=1       |                                        | 'limit'     | none.
            GET    | import?limit=1          |                                        | 'limit'     | none.
            GET    | parameters?limit=1      |                                        | 'limit'     | none.
            GET    | audit?user=x            |                                        | 'user'      | action, before, format, limit, since, until, who.
            GET    | audit?format=ndjson&before=1 |                                   | 'before'    | action, after, format, limit, since, until, who.
            POST   | import                  | {"events":"","dryrun":"true"}          | 'dryrun'    | dryRun, ended, events, position, read, refused, run, size, source, withDeletes.
            GET    | deadletters?code=x&by=y |                                        | 'by'        | before, code,
            GET    | deadletters/count?limit=1 |                                      | 'limit'     | by, code,
            GET    | deadletters/1?code=x    |                                        | 'code'      | unmask.
            POST   | deadletters/discard     | {"all":"true","note":"n","event":"x"}  | 'event'     | no meaning in the body
            POST   | deadletters/replay      | {"all":"true","dryrun":"true"}         | 'dryrun'    | after, again, all,
            """)
    void aParameterWithoutMeaningIsRefused(
            String method, String path, @Nullable String body, String name, String known) {
        HttpResponse<String> answer = send(known("/actuator/" + path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer.body()).path("message").asText()).contains(name, known);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"[]", "{", "{\"reason\":{}}", "\"reason\"", "{\"reason\":[\"x\"]}"})
    void aBodyThatIsNoObjectOfTextsIsRefused(String body) {
        HttpResponse<String> answer = post("/actuator/delivery/pause", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer.body()).path("code").asText()).isEqualTo("bad_request");
    }

    @Test
    void aValueMayStandInTheBodyAsAnyWordOrInTheAddressWhichCountsFirst() {
        for (String body : new String[] {"", "null", "{\"count\":null}"}) {
            assertThat(post("/actuator/deletions/release", body).statusCode()).isEqualTo(400);
            assertThat(post("/actuator/delivery/resume", body.replace("count", "reason"))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(post("/actuator/deadletters/replay", "{\"all\":true,\"rate\":7,\"dryRun\":true}")
                        .body())
                .isEqualTo("{\"letters\":0,\"next\":null,\"batch\":null}");
        assertThat(post("/actuator/deadletters/replay?all=true", "{\"all\":\"false\",\"most\":\"0\"}")
                        .body())
                .isEqualTo("{\"letters\":0,\"next\":null,\"batch\":null}");
    }

    @Test
    void whatThereIsIsListedAsSpringBootListsIt() {
        HttpResponse<String> answer = send(known("/actuator"));
        JsonNode links = Http.json(answer.body()).path("_links");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(links.at("/self/href").asText())
                .isEqualTo(application.management("/actuator").toString());
        assertThat(links.at("/deadletters-id").toString()).contains("/actuator/deadletters/{id}", "\"templated\":true");
        links.forEach(link -> {
            // A tail has no end.
            if (!link.path("templated").asBoolean()
                    && !link.path("href").asText().endsWith("/tail")) {
                HttpResponse<String> found =
                        send(known(URI.create(link.path("href").asText()).getPath()));
                assertThat(found.statusCode()).as("%s", link).isIn(200, 400, 404, 405);
                assertThat(found.body()).doesNotContain("nothing at this address");
            }
        });
        for (String name : new String[] {
            "health",
            "prometheus",
            "info",
            "find",
            "traces",
            "deadletters",
            "refused",
            "import",
            "delivery",
            "queue",
            "deletions-release",
            "suppressions",
            "shadow",
            "audiences",
            "parameters"
        }) {
            assertThat(links.has(name)).as(name).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"text/html", "application/yaml", "application/xml", "application/cbor", "image/*"})
    void nothingIsDoneForWhoCannotReadTheAnswer(String type) {
        HttpRequest.Builder post = known(SOMEBODY)
                .header("Content-Type", "application/json")
                .header("Accept", type)
                .POST(HttpRequest.BodyPublishers.noBody());

        assertThat(send(post).statusCode()).isEqualTo(406);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "*/*",
                "application/*",
                "application/json;charset=utf-8",
                "application/vnd.spring-boot.actuator.v3+json",
                "text/html,application/yaml;q=0.9,*/*;q=0.1"
            })
    void whoeverTakesJsonGetsIt(String type) {
        for (String path : new String[] {"/actuator", "/actuator/queue", "/actuator/queue?limit=0"}) {
            HttpResponse<String> answer = send(known(path).header("Accept", type));

            assertThat(answer.statusCode()).as(path).isEqualTo(path.endsWith("0") ? 400 : 200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
            assertThat(Http.json(answer.body()).isObject()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "HEAD,    /actuator/queue,          200",
        "HEAD,    /actuator/delivery/pause, 405",
        "OPTIONS, /actuator/queue,          200",
        "GET,     /actuator/queue/,         404",
        "GET,     /actuator/QUEUE,          404",
        "GET,     /actuator/delivery/pause, 405",
        "PUT,     /actuator/delivery/pause, 405",
        "PATCH,   /actuator/queue,          405"
    })
    void otherMethodsAndSpellingsDoNothing(String method, String path, int status) {
        HttpResponse<String> answer = send(known(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("queues");
    }

    @Test
    void aBodyThatBreaksOffIsRefused() {
        String answer =
                raw("POST /actuator/delivery/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "1\r\n{\r\nno number\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("bad_request");
    }

    /** Announced, before any of it is read; and in chunks, whose length nobody has said. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Content-Length: 33554433", "Transfer-Encoding: chunked"})
    void aBodyBeyondThirtyTwoMegabytesIsRefusedInOurWords(String length) {
        String head = "POST /actuator/delivery/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + length + "\r\n\r\n";
        String body = length.startsWith("Content")
                ? ""
                : "2000400\r\n{\"reason\":\"" + "x".repeat(0x2000400 - 13) + "\"}\r\n0\r\n\r\n";

        String answer = raw(head + body);

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains("\"code\":\"too_large\"", "longer than 33554432 bytes, so nothing was done");
        assertThat(Http.json(application.management("/actuator/delivery"))
                        .path("pausedByHand")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void whatTheSettingsOfEndpointsCloseIsClosed(@TempDir Path other) {
        try (Application closed = Application.start(
                sandbox.uri(),
                other,
                "management.server.base-path=/in",
                "management.endpoints.web.base-path=/ops",
                "management.endpoints.web.exposure.exclude=import,dead-letters",
                "management.endpoint.shadow.access=none",
                "management.endpoint.delivery.access=read-only")) {
            for (String path : new String[] {"/in/ops/health", "/in/ops/queue", "/in/ops/delivery"}) {
                assertThat(Http.get(closed.management(path)).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            for (String path : new String[] {"/ops/queue", "/in/actuator/queue", "/in/queue"}) {
                assertThat(Http.get(closed.management(path)).statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
            for (HttpResponse<String> answer : List.of(
                    Http.get(closed.management("/in/ops/deadletters")),
                    Http.get(closed.management("/in/ops/shadow")),
                    Http.post(closed.management("/in/ops/import"), "", "{\"events\":\"\"}"),
                    Http.post(closed.management("/in/ops/delivery/pause"), "", "{\"reason\":\"x\"}"))) {
                assertThat(answer.statusCode()).as("%s", answer.uri()).isEqualTo(404);
                assertThat(answer.body()).contains("The settings close this address");
            }
            JsonNode links = Http.json(closed.management("/in/ops")).path("_links");
            assertThat(links.at("/queue/href").asText())
                    .isEqualTo(closed.management("/in/ops/queue").toString());
            assertThat(links.has("health")).isTrue();
            assertThat(links.has("deadletters") || links.has("shadow") || links.has("import"))
                    .isFalse();
        }
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(
                known(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aNewTokenInTheFileCountsAtOnce() throws IOException {
        String other = "another-token-of-at-least-thirty-two-characters";
        Files.writeString(file, other);

        assertThat(send(known("/actuator/deadletters")).statusCode()).isEqualTo(401);
        assertThat(send(request("/actuator/deadletters").header("Authorization", "Bearer " + other))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "\n", "short", "a token with blanks that is long enough for all that"})
    void aFileWithoutATokenOpensNothing(String content) throws IOException {
        Files.writeString(file, content);

        HttpResponse<String> answer =
                send(request("/actuator/deadletters").header("Authorization", ("Bearer " + content).strip()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("finds none in", "restart it");
    }

    @Test
    void withoutTheFileNothingIsOpen() throws IOException {
        Files.delete(file);

        assertThat(send(known("/actuator/deadletters")).statusCode()).isEqualTo(401);
        assertThat(send(request("/actuator/health")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8081",
                "127.0.0.1",
                "127.0.0.1:9",
                "127.8.8.8",
                "[::1]:8081",
                "extole-destination.internal",
                "Extole-Destination.Internal:8081"
            })
    void thePortIsCalledByItsNames(String host) {
        assertThat(calledBy(host, "/actuator/deadletters")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8081",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.1.2.3",
                "extole-destination.internal.evil.example",
                "127.0.0.256",
                "[::2]",
                "2130706433"
            })
    void byAnotherNameItShowsNothing(String host) {
        assertThat(calledBy(host, "/actuator/deadletters"))
                .startsWith("HTTP/1.1 403")
                .contains("foreign_host", "management.hosts");
        assertThat(calledBy(host, "/actuator/health"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("\"status\"");
        assertThat(calledBy(host, "/actuator/prometheus")).startsWith("HTTP/1.1 403");
    }

    private static String calledBy(String host, String path) {
        return raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token
                + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "none",
                "json"
            })
    void aChangeIsJson(String type) {
        HttpRequest.Builder post = known(SOMEBODY).POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!type.equals("none")) {
            post.header("Content-Type", type);
        }
        assertThat(send(post).statusCode()).isEqualTo(415);
        assertThat(send(known(SOMEBODY).DELETE()).body()).contains("not_json", "application/json");
        assertThat(send(known("/actuator/deadletters/discard").method("PATCH", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(415);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://localhost:1"
    })
    void aPageOfAnotherSiteChangesNothing(String name, String value) {
        HttpResponse<String> answer = send(known(SOMEBODY)
                .header("Content-Type", "application/json")
                .header(name, value)
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("cross_site");
    }

    @Test
    void whatSatisfiesAllGuardsIsDone() {
        URI address = application.management(SOMEBODY);
        for (String method : new String[] {"POST", "DELETE"}) {
            HttpResponse<String> answer = send(known(SOMEBODY)
                    .header("Content-Type", "application/json;charset=utf-8")
                    .header("Origin", "http://127.0.0.1:" + address.getPort())
                    .header("Sec-Fetch-Site", "same-origin")
                    .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "")));

            assertThat(answer.body()).isEqualTo("{\"changed\":true}");
        }
    }

    @Test
    void theIngestPortKnowsNothingOfIt() {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(application.ingest("/v1/track"))
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .header("Content-Type", "text/plain")
                .header("Origin", "https://shop.example")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString("{\"userId\":\"u\",\"event\":\"Seen\"}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/livez", "/readyz"})
    void theIngestPortTellsAKubeletWithoutDetailsThatItIsWell(String path) {
        HttpResponse<String> answer = Http.get(application.ingest(path));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
        for (String below : new String[] {path + "/intake", "/actuator/health", "/actuator/prometheus", "/actuator"}) {
            assertThat(Http.get(application.ingest(below)).statusCode())
                    .as(below)
                    .isEqualTo(404);
        }
    }

    @Test
    void theTokenMakesNoDetailsOfTheProbesOnTheIngestPort() {
        assertThat(send(HttpRequest.newBuilder(application.ingest("/readyz"))
                                .header("Authorization", "Bearer " + token))
                        .body())
                .isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void refusalsAreCounted() {
        double before = counted("wrong_token");

        send(request("/actuator/deadletters").header("Authorization", "Bearer wrong"));

        await().until(() -> counted("wrong_token") == before + 1);
    }

    private static double counted(String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_management_total")
                        && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(application.management(path));
    }

    private static HttpRequest.Builder known(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What no client library would send. */
    private static String raw(String request) {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), application.management("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
