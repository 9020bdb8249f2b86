package org.extoledestination.abuse;

import static org.extoledestination.abuse.Siege.many;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.extoledestination.support.Http;

/** Connections of senders that do not behave, each kind named by what it does. */
final class HostileConnections {

    /** A kind. */
    interface Kind {
        void strike(Siege siege) throws InterruptedException;
    }

    private static final String KEY = "Authorization: " + Http.basic(HostileInputs.PUBLIC_KEY) + "\r\n";
    private static final String NO_KEY = "";
    private static final String UNKNOWN = "Authorization: " + Http.basic("nobody-knows-it") + "\r\n";
    private static final byte[] EVENT =
            Requests.request("POST /v1/track", HostileInputs.PUBLIC_KEY, "{\"userId\":\"wire\",\"event\":\"Hostile\"}");
    private static final byte[] WITHOUT_KEY =
            Requests.request("POST /v1/track", "", "{\"userId\":\"wire\",\"event\":\"Hostile\"}");
    private static final int ONE = 1;
    private static final int HUNDREDS = 200;
    private static final int LARGE = 8_000_000;

    private HostileConnections() {}

    static Map<String, Kind> all() {
        Map<String, Kind> all = new LinkedHashMap<>();
        heads(all);
        bodies(all);
        chunks(all);
        answers(all);
        protocols(all);
        return all;
    }

    private static void heads(Map<String, Kind> all) {
        all.put("silent from the beginning", siege -> siege.hold(many(400, 5_000), ONE, new byte[0]));
        all.put("half a request line", siege -> siege.hold(many(200, 2_000), ONE, bytes("POST /v1/tr")));
        all.put("half a header", siege -> siege.hold(many(300, 7_000), ONE, bytes("POST /v1/track HTTP/1.1\r\nHos")));
        all.put(
                "half a header, from 200 addresses",
                siege -> siege.hold(many(600, 9_000), HUNDREDS, bytes("POST /v1/track HTTP/1.1\r\nHos")));
        all.put(
                "7 KB of a header, from 200 addresses",
                siege -> siege.hold(
                        many(600, 9_000), HUNDREDS, bytes("POST /v1/track HTTP/1.1\r\nX: " + "a".repeat(7_000))));
        all.put(
                "a header byte by byte",
                siege -> siege.drip(many(60, 500), ONE, bytes("POST /v1/track HTTP/1.1\r\nX-A: "), tick -> bytes("a")));
        all.put(
                "header lines without end",
                siege -> siege.drip(
                        many(40, 300),
                        ONE,
                        bytes("POST /v1/track HTTP/1.1\r\n"),
                        tick -> bytes("X-" + tick + ": a\r\n")));
        all.put(
                "empty lines without end",
                siege -> siege.drip(many(40, 300), ONE, bytes("\r\n"), tick -> bytes("\r\n".repeat(100))));
    }

    /** Those that take up room and threads while their body is waited for. */
    static Map<String, Kind> ofBodies() {
        Map<String, Kind> all = new LinkedHashMap<>();
        bodies(all);
        return all;
    }

    private static void bodies(Map<String, Kind> all) {
        all.put("a body that never comes", siege -> siege.hold(many(100, 1_000), ONE, head("/v1/batch", KEY, 400_000)));
        all.put("8 MB without a key, slowly", siege -> slowly(siege, "/segment", NO_KEY));
        all.put("8 MB with an unknown key, slowly", siege -> slowly(siege, "/segment", UNKNOWN));
        all.put("8 MB with a good key, slowly", siege -> slowly(siege, "/segment", KEY));
        all.put("500 KB with a good key, slowly", siege -> slowly(siege, "/v1/batch", KEY));
        all.put(
                "500 KB without a key, slowly, from 200 addresses",
                siege -> siege.drip(
                        many(300, 2_000),
                        HUNDREDS,
                        head("/v1/batch", NO_KEY, 500_000),
                        tick -> bytes("x".repeat(100))));
        all.put(
                "500 KB with a good key, slowly, from 200 addresses",
                siege -> siege.drip(
                        many(300, 2_000), HUNDREDS, head("/v1/batch", KEY, 500_000), tick -> bytes("x".repeat(100))));
        all.put(
                "500 KB without a key, slowly, each opened again when it is closed",
                siege -> siege.press(
                        many(100, 500), ONE, head("/v1/batch", NO_KEY, 500_000), tick -> bytes("x".repeat(100))));
        all.put(
                "500 KB with a good key, slowly, each opened again when it is closed",
                siege -> siege.press(
                        many(100, 500), ONE, head("/v1/batch", KEY, 500_000), tick -> bytes("x".repeat(100))));
        all.put("bodies of every size that never come, from 200 addresses", siege -> {
            for (int size : new int[] {LARGE, 500_000, 32_000, 1_000}) {
                siege.keep(many(150, 600), HUNDREDS, head("/segment", NO_KEY, size));
            }
            siege.hold(many(150, 600), HUNDREDS, head("/v1/track", KEY, 100));
        });
        all.put(
                "a body byte by byte",
                siege -> siege.drip(many(60, 500), ONE, head("/v1/track", KEY, 10_000), tick -> bytes("x")));
        all.put(
                "8 MB with a good key but for the last byte",
                siege -> siege.hold(
                        many(8, 27), HUNDREDS, Requests.joined(head("/segment", KEY, LARGE), new byte[LARGE - 1])));
        all.put(
                "8 MB at once without a key",
                siege -> siege.each(
                        many(20, 200),
                        ONE,
                        (wire, attack) -> attack.heard(wire.ask(
                                Requests.joined(head("/segment", NO_KEY, LARGE), new byte[LARGE]), Expected.ANSWER))));
        all.put(
                "a packed body that never ends",
                siege -> siege.drip(
                        many(27, 100),
                        ONE,
                        bytes("POST /v1/batch HTTP/1.1\r\nHost: a\r\n" + KEY
                                + "Content-Encoding: gzip\r\nContent-Length: 900000\r\n\r\n"),
                        tick -> new byte[] {31}));
        all.put(
                "an expectation and then nothing",
                siege -> siege.hold(
                        many(60, 500),
                        ONE,
                        bytes("POST /v1/batch HTTP/1.1\r\nHost: a\r\n" + KEY
                                + "Expect: 100-continue\r\nContent-Length: 400000\r\n\r\n")));
        all.put(
                "thirty packed bodies that grow, at once",
                siege -> siege.each(
                        many(30, 120), ONE, (wire, attack) -> attack.heard(wire.ask(growing(), Expected.ANSWER))));
    }

    private static byte[] growing() {
        byte[] body = PackedBodies.all().getOrDefault("a context handed down to 270 events", new byte[0]);
        return Requests.request("POST /v1/batch", HostileInputs.PUBLIC_KEY, "Content-Encoding: gzip\r\n", body);
    }

    private static void slowly(Siege siege, String path, String key) throws InterruptedException {
        siege.drip(many(27, 100), ONE, head(path, key, LARGE), tick -> bytes("x".repeat(100)));
    }

    private static void chunks(Map<String, Kind> all) {
        all.put(
                "chunks without end",
                siege -> siege.drip(many(40, 200), ONE, chunked("1\r\n{\r\n"), tick -> bytes("1\r\n \r\n".repeat(20))));
        all.put(
                "the size of a chunk without end",
                siege -> siege.drip(many(40, 200), ONE, chunked("0"), tick -> bytes("0".repeat(200))));
        all.put(
                "an extension of a chunk without end",
                siege -> siege.drip(many(40, 200), ONE, chunked("2;a="), tick -> bytes("x".repeat(500))));
        all.put("a chunk of 2 GB that never comes", siege -> siege.hold(many(40, 200), ONE, chunked("7fffffff\r\n{")));
        all.put(
                "trailers without end",
                siege -> siege.drip(
                        many(40, 200), ONE, chunked("2\r\n{}\r\n0\r\n"), tick -> bytes("X-" + tick + ": a\r\n")));
    }

    private static void answers(Map<String, Kind> all) {
        all.put("kept open after one event", siege -> siege.hold(many(300, 3_000), ONE, EVENT));
        all.put(
                "a thousand requests at once, answers never read",
                siege -> siege.hold(many(6, 30), ONE, times(EVENT, 1_000)));
        all.put(
                "a thousand requests without a key at once, answers never read",
                siege -> siege.hold(many(6, 30), ONE, times(WITHOUT_KEY, 1_000)));
        all.put(
                "answers read byte by byte",
                siege -> siege.each(many(40, 200), ONE, (wire, attack) -> {
                    wire.socket().setReceiveBufferSize(1_024);
                    attack.heard(wire.send(EVENT).answer(Expected.ANSWER));
                }));
        all.put(
                "reset in the midst of a body",
                siege -> siege.each(many(300, 3_000), ONE, (wire, attack) -> {
                    wire.send(head("/v1/batch", KEY, 400_000)).send("{\"batch\":[");
                    wire.socket().setSoLinger(true, 0);
                    attack.heard("reset", Duration.ZERO);
                }));
        all.put(
                "reset before the answer",
                siege -> siege.each(many(300, 3_000), ONE, (wire, attack) -> {
                    wire.send(EVENT).socket().setSoLinger(true, 0);
                    attack.heard("reset", Duration.ZERO);
                }));
        all.put(
                "half closed in the midst of a body",
                siege -> siege.each(many(60, 500), ONE, (wire, attack) -> {
                    wire.send(head("/v1/batch", KEY, 400_000))
                            .send("{")
                            .socket()
                            .shutdownOutput();
                    attack.heard(wire.answer(Expected.ANSWER));
                }));
        all.put(
                "half closed after a whole request",
                siege -> siege.each(many(60, 500), ONE, (wire, attack) -> {
                    wire.send(EVENT).socket().shutdownOutput();
                    attack.heard(wire.answer(Expected.ANSWER));
                }));
        all.put(
                "opened and closed",
                siege -> siege.each(
                        many(1_500, 20_000), HUNDREDS, (wire, attack) -> attack.heard("closed by it", Duration.ZERO)));
        all.put(
                "a connection for each event",
                siege -> siege.each(
                        many(300, 5_000), ONE, (wire, attack) -> attack.heard(wire.ask(EVENT, Expected.ANSWER))));
    }

    private static void protocols(Map<String, Kind> all) {
        all.put(
                "the hello of TLS",
                siege -> siege.each(
                        many(30, 300), ONE, (wire, attack) -> attack.heard(wire.ask(hello(), Expected.ANSWER))));
        all.put(
                "the preface of HTTP/2",
                siege -> siege.each(
                        many(30, 300),
                        ONE,
                        (wire, attack) -> attack.heard(wire.ask(
                                bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"), Expected.ANSWER))));
        all.put("an upgrade to HTTP/2", siege -> upgrade(siege, "h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"));
        all.put(
                "an upgrade to a WebSocket",
                siege -> upgrade(
                        siege,
                        "websocket",
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        all.put(
                "the PROXY protocol",
                siege -> siege.each(
                        many(30, 300),
                        ONE,
                        (wire, attack) -> attack.heard(wire.ask(
                                Requests.joined(bytes("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"), EVENT),
                                Expected.ANSWER))));
        all.put("bytes by chance", siege -> siege.each(many(100, 2_000), ONE, HostileConnections::byChance));
        all.put(
                "another protocol's greeting",
                siege -> siege.each(
                        many(30, 300),
                        ONE,
                        (wire, attack) -> attack.heard(
                                wire.ask(bytes("EHLO evil.example\r\nMAIL FROM:<a@b>\r\n\r\n"), Expected.ANSWER))));
    }

    private static void byChance(Wire wire, Attack attack) {
        byte[] bytes = new byte[2_000];
        new Random(attack.hashCode()).nextBytes(bytes);
        bytes[1_998] = '\r';
        bytes[1_999] = '\n';
        attack.heard(wire.ask(bytes, Expected.ANSWER));
    }

    private static void upgrade(Siege siege, String to, String headers) throws InterruptedException {
        siege.each(
                many(30, 300),
                ONE,
                (wire, attack) -> attack.heard(wire.ask(
                        bytes("GET /v1/track HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
                                + to + "\r\n" + headers + "\r\n"),
                        Expected.ANSWER)));
    }

    private static byte[] hello() {
        return Requests.joined(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, new byte[501]);
    }

    private static byte[] head(String path, String key, int length) {
        return bytes("POST " + path + " HTTP/1.1\r\nHost: a\r\n" + key + "Content-Length: " + length + "\r\n\r\n");
    }

    private static byte[] chunked(String first) {
        return bytes("POST /v1/batch HTTP/1.1\r\nHost: a\r\n" + KEY + "Transfer-Encoding: chunked\r\n\r\n" + first);
    }

    private static byte[] times(byte[] request, int times) {
        byte[][] all = new byte[times][];
        Arrays.fill(all, request);
        return Requests.joined(all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
