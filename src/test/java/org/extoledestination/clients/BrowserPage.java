package org.extoledestination.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * A library for browsers, in Chromium: a page of {@code src/test/clients}, served from another origin than the
 * application's, as a shop's page is.
 *
 * @param page the file
 */
record BrowserPage(String artifact, String page) implements Client {

    @Override
    public String person() {
        return "u-" + page.replace(".html", "");
    }

    @Override
    public Optional<String> missing() {
        return chromium().isEmpty()
                ? Optional.of("there is no chromium on the PATH (Debian's package chromium)")
                : Npm.missing();
    }

    private static Optional<Path> chromium() {
        return Program.find("chromium", "chromium-browser", "google-chrome");
    }

    @Override
    public void send(Front front, String writeKey) throws IOException {
        HttpServer shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String start = "const protocol = 'http', host = '%s', writeKey = '%s', userId = '%s';"
                .formatted(front.host(), writeKey, person());
        shop.createContext("/", BrowserPage::file);
        shop.createContext(
                "/start.js", exchange -> answer(exchange, "text/javascript", start.getBytes(StandardCharsets.UTF_8)));
        shop.start();
        Path profile = Path.of("target", "clients", "chromium-" + page);
        FileSystemUtils.deleteRecursively(profile);
        Program chromium =
                Program.start("chromium-" + page, command(shop.getAddress().getPort(), profile));
        try {
            front.awaitKept("identify");
            front.awaitKept("alias");
            front.awaitSentAgain();
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("The page did not send everything: see " + chromium.log(), e);
        } finally {
            chromium.close();
            shop.stop(0);
        }
    }

    private List<String> command(int port, Path profile) {
        return List.of(
                chromium().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--enable-logging=stderr",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile.toAbsolutePath(),
                "http://localhost:" + port + "/" + page);
    }

    private static void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = Npm.FOLDER.resolve(path.substring(1)).normalize();
        if (!file.startsWith(Npm.FOLDER) || !Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        answer(exchange, path.endsWith(".html") ? "text/html" : "text/javascript", Files.readAllBytes(file));
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
