package org.extoledestination.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.util.Timeout;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.ConnectProxy;
import org.extoledestination.support.Keys;
import org.extoledestination.support.SecureExtole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told when no connection to Extole comes about: by real connections that do not. */
class ConnectionFaultTest {

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static final Map<String, Integer> PORTS = new java.util.HashMap<>();
    private static final String KNOWN = "known.extole.invalid:443";
    private static final String AWAY = "away.extole.invalid:443";

    @TempDir
    private static Path folder;

    private static Keys keys;

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    @BeforeAll
    static void listen() throws IOException {
        keys = new Keys(folder)
                .with("server")
                .with("elsewhere", "-ext", "san=dns:elsewhere.example.com", "-validity", "30")
                .with("expired", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "5");
        for (String name : List.of("elsewhere", "expired")) {
            secure(name, keys, name);
        }
        secure("untrusted", new Keys(folder.resolve("others")).with("server"), "server");
        secure("tls", keys, "server");
        serve("hangs-up", socket -> socket.getInputStream().read(new byte[10]));
        serve("garbage", socket -> {
            socket.getInputStream().read(new byte[16_384]);
            socket.getOutputStream().write("220 mail.example.com ESMTP\r\n\r\n".getBytes(ISO_8859_1));
        });
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.start();
        OPEN.add(() -> plain.stop(0));
        PORTS.put("plain", plain.getAddress().getPort());
        try (ServerSocket closed = new ServerSocket(0)) {
            PORTS.put("closed", closed.getLocalPort());
        }
        proxy("proxy", "");
        proxy("proxy-with-login", "someone:password");
    }

    private static void secure(String name, Keys by, String certificate) {
        SecureExtole extole = new SecureExtole(by.context(certificate), false, 0);
        OPEN.add(extole);
        PORTS.put(name, extole.port());
    }

    private static void proxy(String name, String login) {
        ConnectProxy proxy = ConnectProxy.start(Map.of(KNOWN, PORTS.get("hangs-up"), AWAY, 0), login);
        OPEN.add(proxy);
        PORTS.put(name, proxy.port());
    }

    private static void serve(String name, Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OPEN.add(server);
        PORTS.put(name, server.getLocalPort());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    conversation.with(socket);
                } catch (IOException nextOne) {
                    // Whatever the client does, the next one is served.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable each : OPEN) {
            each.close();
        }
    }

    /** {@code localhost:name} is the port of that name. */
    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # address                      | proxy  | user | ours  | reason                                              | action
        https://no-such-host.invalid   | -      | -    | true  | the host of no-such-host.invalid:443 is not known   | EXTOLE_EVENTS_URL;EXTOLE_PROXY_URL
        https://localhost:closed       | -      | -    | false | no connection to Extole at localhost:closed (       | if it lasts;localhost:closed;firewall;EXTOLE_EVENTS_URL;EXTOLE_PROXY_URL;goes on by itself
        https://localhost:hangs-up     | -      | -    | false | no connection to Extole at localhost:hangs-up (     | if it lasts;EXTOLE_EVENTS_URL
        https://localhost:untrusted    | -      | -    | true  | the certificate of localhost:untrusted is not trusted | delivery.ssl-bundle
        https://localhost:elsewhere    | -      | -    | true  | the certificate of localhost:elsewhere is for another host | EXTOLE_EVENTS_URL
        https://localhost:expired      | -      | -    | true  | the certificate of localhost:expired has expired    | clock
        https://localhost:garbage      | -      | -    | true  | localhost:garbage does not speak TLS                | https://
        http://localhost:tls           | -      | -    | false | no answer before the connection ended from localhost:tls ( | if it lasts;EXTOLE_EVENTS_URL
        http://localhost:garbage       | -      | -    | false | no answer before the connection ended from localhost:garbage ( | if it lasts;EXTOLE_EVENTS_URL
        https://forbidden.invalid      | proxy  | -    | true  | the proxy 127.0.0.1:proxy refuses a connection to forbidden.invalid:443 (status=403) | CONNECT;EXTOLE_EVENTS_URL;EXTOLE_PROXY_URL
        https://away.extole.invalid    | proxy  | -    | false | the proxy 127.0.0.1:proxy does not reach away.extole.invalid:443 (status=503) | if it lasts;EXTOLE_EVENTS_URL;goes on by itself
        https://known.extole.invalid   | proxy  | -    | false | no connection to Extole at known.extole.invalid:443 through the proxy 127.0.0.1:proxy ( | if it lasts;EXTOLE_PROXY_URL
        https://known.extole.invalid   | proxy-with-login | - | true | the proxy 127.0.0.1:proxy-with-login asks for a user and password (status=407) | EXTOLE_PROXY_USER;EXTOLE_PROXY_PASSWORD
        https://known.extole.invalid   | proxy-with-login | wrong | true | the proxy 127.0.0.1:proxy-with-login does not take our user and password (status=407) | EXTOLE_PROXY_PASSWORD
        https://known.extole.invalid   | closed | -    | false | through the proxy 127.0.0.1:closed (                | if it lasts;127.0.0.1:closed runs;EXTOLE_PROXY_URL
        https://known.extole.invalid   | hangs-up | -  | false | through the proxy 127.0.0.1:hangs-up (              | if it lasts;EXTOLE_PROXY_URL
        https://known.extole.invalid   | tls    | -    | false | through the proxy 127.0.0.1:tls (                   | speaks plain HTTP;EXTOLE_PROXY_URL
        https://known.extole.invalid   | garbage | -   | false | through the proxy 127.0.0.1:garbage (               | speaks plain HTTP;EXTOLE_PROXY_URL
        https://known.extole.invalid   | plain  | -    | true  | the proxy 127.0.0.1:plain refuses a connection to known.extole.invalid:443 (status=404) | EXTOLE_PROXY_URL names a proxy
        https://known.extole.invalid   | nowhere | -   | true  | the host of the proxy proxy.invalid:3128 is not known | EXTOLE_PROXY_URL
        """)
    void saysWhereItFailedAndWhatToDo(
            String address, String proxy, String user, boolean ours, String reason, String actions) throws Exception {
        URI url = URI.create(numbers(address));
        ExtoleWay way = new ExtoleWay(url, url, through(proxy, user));

        ConnectionFault actual = ConnectionFault.of(failure(url, way), way.of(Operation.ASYNC_EVENT));

        assertThat(actual.reason()).contains(numbers(reason)).doesNotContain("password-of");
        assertThat(actual.isOurs()).isEqualTo(ours);
        assertThat(numbers(actions).split(";"))
                .allSatisfy(each -> assertThat(actual.action()).contains(each));
        assertThat(actual.action().contains("goes on by itself")).isNotEqualTo(ours);
    }

    @Test
    void aConnectionThatIsNotMadeInTimeIsNoEventsFault() {
        IOException failure = new ConnectTimeoutException("Connect to https://events.extole.io:443 failed");
        ExtoleWay way = new ExtoleWay(
                URI.create("https://events.extole.io"), URI.create("https://api.extole.io"), Optional.empty());

        assertThat(Failure.isTooLate(failure)).isFalse();
        assertThat(ConnectionFault.of(failure, way.of(Operation.PERSON)).reason())
                .isEqualTo("no connection to Extole at api.extole.io:443 (ConnectTimeoutException)");
        assertThat(ConnectionFault.of(new UnknownHostException("x"), way.of(Operation.ERASURE))
                        .reason())
                .contains("api.extole.io:443");
    }

    private static Optional<ExtoleProxy> through(String name, String user) {
        if (name.equals("-")) {
            return Optional.empty();
        }
        String url = name.equals("nowhere") ? "http://proxy.invalid:3128" : "http://127.0.0.1:" + PORTS.get(name);
        String login = user.equals("-") ? "" : user;
        return ExtoleProxy.of(new ProxySettings(url, login, login.isEmpty() ? "" : "password-of-" + login, List.of()));
    }

    private static String numbers(String text) {
        String numbered = text;
        for (Map.Entry<String, Integer> port : PORTS.entrySet()) {
            numbered = numbered.replaceAll(
                    "(localhost|127\\.0\\.0\\.1):" + port.getKey() + "(?![-\\w])", "$1:" + port.getValue());
        }
        return numbered;
    }

    private static Exception failure(URI url, ExtoleWay way) throws Exception {
        ConnectionConfig soon = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofSeconds(20))
                .build();
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(soon)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(keys.context("server")))
                        .build());
        try (Deadlines deadlines = new Deadlines()) {
            new DeliveryConfiguration()
                    .extoleHttpClient(new ResponseTimeouts(deadlines), way, new Meters(new SimpleMeterRegistry()))
                    .configureHttpClient(builder);
            try (CloseableHttpClient client = builder.build()) {
                return client.execute(
                        new HttpPost(url + "/v6/events"),
                        answer -> new IllegalStateException("answered " + answer.getCode()));
            } catch (IOException e) {
                return e;
            }
        }
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(delimiter = '|', textBlock = """
            http://crm.internal:8099/people/u-1?key=s3cret | has no answer from crm.internal:8099, | check that crm.internal:8099 runs
            http://someone:s3cret@crm.internal/a b{c}      | has no answer from crm.internal:80,   | check that crm.internal:80 runs
            https://crm.internal                           | has no answer from crm.internal:443,  | check that crm.internal:443 runs
            activemq:queue:copies                          | has no answer from what it calls,     | check that what it calls runs
            ''                                             | has no answer from what it calls,     | check that what it calls runs
            """)
    void whatAStepOfARouteCallsIsNamedByHostAndPortAlone(String called, String reason, String action) {
        ConnectionFault fault = ConnectionFault.ofStep(new java.net.ConnectException("to u-1"), called);

        assertThat(fault.reason())
                .contains(reason, "which is not Extole (ConnectException)")
                .doesNotContain("s3cret", "u-1");
        assertThat(fault.action()).startsWith(action).doesNotContain("s3cret", "u-1");
        assertThat(fault.isOurs()).isFalse();
    }

    @Test
    void whatToCheckFollowsFromHowAStepFailed() {
        String called = "https://crm.internal:8443/people";
        Map<Exception, String> checks = Map.of(
                new UnknownHostException("crm.internal"), "check the host in the step",
                new java.net.SocketTimeoutException("late"), "check why crm.internal:8443 is slow, and responseTimeout",
                new javax.net.ssl.SSLHandshakeException("no"), "check that crm.internal:8443 speaks TLS",
                new HttpOperationFailedException(called, 503, "busy", null, Map.of(), "u-1"),
                        "look into the log of crm.internal:8443");

        checks.forEach((failure, check) ->
                assertThat(ConnectionFault.ofStep(failure, called).action()).startsWith(check));
        assertThat(ConnectionFault.ofStep(
                                new HttpOperationFailedException(called, 503, "busy", null, Map.of(), "u-1"), called)
                        .reason())
                .contains("has a failure from crm.internal:8443, which is not Extole (status=503)");
    }
}
