package org.extoledestination.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.extoledestination.command.Commands;

/**
 * Commands of the jar in a process of their own, one after the other: it has a working directory, and only the first command
 * pays for its start.
 */
public final class CommandServer implements AutoCloseable {

    private static final String EXIT_CODE = "Exit-Code";

    private final Process process;
    private final URI address;

    private CommandServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * What a command printed, and how it ended.
     *
     * @param text of a command that has failed with its complaints
     */
    public record Ran(int exitCode, String text) {}

    /**
     * Starts it.
     *
     * @param directory its working directory
     * @param log where what nobody catches goes
     * @param environment more variables
     */
    public static CommandServer startIn(Path directory, Path log, Map<String, String> environment) {
        ProcessBuilder java = new ProcessBuilder(
                        JavaProcess.java(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ReservedCodeCacheSize=240m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommandServer.class.getName())
                .directory(directory.toFile())
                .redirectError(log.toFile());
        java.environment().putAll(environment);
        try {
            Process process = java.start();
            BufferedReader said = process.inputReader(UTF_8);
            return new CommandServer(process, URI.create("http://127.0.0.1:" + said.readLine() + '/'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it takes commands: the body of a POST holds the words, each with a zero behind it; 200 if it ends with 0. */
    public URI address() {
        return address;
    }

    /** Runs a command. */
    public Ran run(String... words) {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(address)
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\0", words) + '\0'))
                .build());
        return new Ran(Integer.parseInt(answer.headers().firstValue(EXIT_CODE).orElseThrow()), answer.body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. It ends with whoever has started it. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", CommandServer::answer);
        server.start();
        System.out.println(server.getAddress().getPort());
        System.in.transferTo(PrintStream.nullOutputStream());
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String words = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int exitCode;
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(complained, true, UTF_8));
            exitCode = Commands.run(words.substring(0, words.length() - 1).split("\0", -1));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        if (exitCode != 0) {
            complained.writeTo(printed);
        }
        exchange.getResponseHeaders().set(EXIT_CODE, String.valueOf(exitCode));
        exchange.sendResponseHeaders(exitCode == 0 ? 200 : 500, printed.size() == 0 ? -1 : printed.size());
        printed.writeTo(exchange.getResponseBody());
        exchange.close();
    }
}
