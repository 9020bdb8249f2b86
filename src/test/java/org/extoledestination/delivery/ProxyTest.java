package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.support.Application;
import org.extoledestination.support.ConnectProxy;
import org.extoledestination.support.Http;
import org.extoledestination.support.Keys;
import org.extoledestination.support.SecureExtole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Extole behind the proxy of a company: nothing but the proxy is reached, and no name of Extole's is known here. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class ProxyTest {

    private static final String EVENTS = "events.extole.invalid";
    private static final String API = "api.extole.invalid";
    private static final String PASSWORD = "Pr0xy-pass-of-this-test";

    @TempDir
    private static Path folder;

    private static Keys keys;

    @TempDir
    private Path dataDir;

    @BeforeAll
    static void makeKeys() {
        keys = new Keys(folder)
                .with("server", "-ext", "san=dns:" + EVENTS + ",dns:" + API, "-validity", "30")
                .with("client");
    }

    @Test
    void everyCallOfEveryAccountGoesThroughItWithLoginAuthorityAndCertificate(CapturedOutput output) {
        try (SecureExtole events = new SecureExtole(keys.context("server"), true, 0);
                SecureExtole api = new SecureExtole(keys.context("server"), true, 0);
                ConnectProxy proxy = ConnectProxy.start(hosts(events.port(), api.port()), "someone:" + PASSWORD);
                Application application = start(
                        proxy,
                        "delivery.proxy.user=someone",
                        "delivery.proxy.password=" + PASSWORD,
                        "mapping.public-parameters=write",
                        "ingest.sources[1].name=other",
                        "ingest.sources[1].write-keys=other-write-key",
                        "delivery.accounts[0].source=other",
                        "delivery.accounts[0].api-key=other-events-key")) {
            application.post("/v1/track", "{\"event\":\"Song Played\",\"userId\":\"u-1\"}");
            application.post("/v1/identify", "{\"userId\":\"u-2\",\"traits\":{\"shoe_size\":43}}");
            application.post("/segment", "{\"type\":\"delete\",\"userId\":\"u-3\",\"messageId\":\"d\"}");
            Http.post(
                    application.ingest("/v1/track"),
                    "other-write-key",
                    "{\"event\":\"Song Played\",\"userId\":\"u-4\"}");

            await().untilAsserted(() -> assertThat(events.requests())
                    .contains(
                            "POST /v6/async-events Bearer sandbox-api-key null",
                            "POST /v6/async-events Bearer other-events-key null"));
            await().untilAsserted(() -> assertThat(api.requests())
                    .contains("POST /v4/erasures Bearer sandbox-api-key null")
                    .contains("GET /v5/persons Bearer sandbox-api-key null"));
            assertThat(proxy.asked())
                    .contains("CONNECT " + EVENTS + ":443 HTTP/1.1", "CONNECT " + API + ":443 HTTP/1.1")
                    .allMatch(line -> line.startsWith("CONNECT "));
            String way = "events to https://" + EVENTS + ":443 through the proxy 127.0.0.1:" + proxy.port()
                    + ", deletions and persons to https://" + API + ":443 through the proxy 127.0.0.1:" + proxy.port();
            assertThat(application.health("delivery").toString()).contains(way);
            assertThat(Http.json(application.management("/actuator/delivery"))
                            .path("extole")
                            .asText())
                    .isEqualTo(way);
            assertThat(output).contains("Extole: " + way).doesNotContain(PASSWORD);
        }
    }

    /** Once the login is right, what waited is delivered; until then nothing is lost. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Digest"})
    void aWrongPasswordIsOurSetUpAndTheEventWaits(String scheme, CapturedOutput output) {
        try (SecureExtole extole = new SecureExtole(keys.context("server"), false, 0)) {
            try (ConnectProxy proxy = asking(scheme, extole);
                    Application application =
                            start(proxy, "delivery.proxy.user=someone", "delivery.proxy.password=Wr0ng-" + PASSWORD)) {
                application.post("/v1/track", "{\"event\":\"Song Played\",\"userId\":\"u\"}");
                await().until(() ->
                        application.health("delivery").path("status").asText().equals("DOWN"));

                assertThat(application
                                .health("delivery")
                                .path("details")
                                .path("reason")
                                .asText())
                        .isEqualTo("the proxy 127.0.0.1:" + proxy.port()
                                + " does not take our user and password (status=407)");
                assertThat(application
                                .health("delivery")
                                .path("details")
                                .path("action")
                                .asText())
                        .contains("EXTOLE_PROXY_PASSWORD");
                assertThat(application.deadLetters()).isEmpty();
            }
            assertThat(extole.received()).isZero();
            try (ConnectProxy proxy = asking(scheme, extole);
                    Application application =
                            start(proxy, "delivery.proxy.user=someone", "delivery.proxy.password=" + PASSWORD)) {
                await().until(() -> extole.received() == 1);
                assertThat(application.deadLetters()).isEmpty();
            }
        }
        assertThat(output).doesNotContain(PASSWORD);
    }

    private static ConnectProxy asking(String scheme, SecureExtole extole) {
        return ConnectProxy.start(hosts(extole.port(), extole.port()), "someone:" + PASSWORD, scheme);
    }

    private static Map<String, Integer> hosts(int events, int api) {
        return Map.of(EVENTS + ":443", events, API + ":443", api);
    }

    private Application start(ConnectProxy proxy, String... settings) {
        List<String> all = new ArrayList<>(keys.trusting("extole"));
        all.addAll(keys.showing("extole", "client"));
        all.addAll(List.of(
                "delivery.ssl-bundle=extole", "delivery.proxy.url=" + proxy.url(), "delivery.api-url=https://" + API));
        all.addAll(List.of(settings));
        return Application.start(URI.create("https://" + EVENTS), dataDir.resolve("data"), all.toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}: through the proxy {1}")
    @CsvSource({
        "events.extole.io, true",
        "localhost, false",
        "127.0.0.1, false",
        "stand-in.example.com, false",
        "deeper.stand-in.example.com, false",
        "STAND-IN.example.com, false",
        "other-stand-in.example.com, true",
        "inside.corp, false",
        "a.inside.corp, false",
        "star.corp, false",
        "port.corp, false",
        "10.0.0.7, false",
        "10.0.0.77, true"
    })
    void someHostsAreCalledWithoutIt(String host, boolean through) {
        ExtoleProxy proxy = ExtoleProxy.of(new ProxySettings(
                        "http://proxy.corp:3128",
                        "",
                        "",
                        List.of(
                                "stand-in.example.com",
                                " .inside.corp",
                                "*.star.corp",
                                "port.corp:8443",
                                "10.0.0.7",
                                "")))
                .orElseThrow();

        assertThat(proxy.isFor(host)).isEqualTo(through);
        assertThat(new ExtoleWay(URI.create("https://" + host), URI.create("https://" + host), Optional.of(proxy))
                        .of(Operation.EVENT))
                .hasToString(host + ":443" + (through ? " through the proxy proxy.corp:3128" : ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy.corp:3128",
                "proxy.corp:3128",
                "http://proxy.corp",
                "http://proxy.corp:99999",
                "http://someone:Pr0xy-pass-of-this-test@proxy.corp:3128",
                "socks5://proxy.corp:1080",
                "http://proxy.corp:3128/path"
            })
    void anAddressThatWillNotDoIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> ExtoleProxy.of(new ProxySettings(url, "", "", List.of())))
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        refused -> assertThat(refused.action()).contains("http://host:port", "EXTOLE_PROXY_PASSWORD"))
                .message()
                .contains("EXTOLE_PROXY_URL")
                .doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "http://proxy.corp:3128", "http://proxy_1.corp:3128/", "http://10.0.0.1:80"})
    void anAddressThatWillDoIsTaken(String url) {
        assertThat(ExtoleProxy.of(new ProxySettings(url, "", "", List.of())).isPresent())
                .isEqualTo(!url.isBlank());
    }
}
