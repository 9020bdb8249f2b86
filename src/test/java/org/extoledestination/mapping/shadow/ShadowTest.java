package org.extoledestination.mapping.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A second set of mapping files beside the one in use: it sees live traffic, sends nothing, and is compared. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class ShadowTest {

    @TempDir
    private static Path folder;

    private static Path candidate;
    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        candidate = folder.resolve("candidate");
        copyActive();
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(), folder.resolve("data"), "mapping.candidate=" + candidate, "delivery.hold-after=1h");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void beginAnew() throws IOException {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        copyActive();
        take();
        assertThat(report().path("state").asText()).isEqualTo("comparing");
        assertThat(report().path("compared").asInt()).isZero();
    }

    /** What happens every second by itself. */
    private static void take() {
        application.bean(ShadowConfiguration.ShadowRun.class).readCandidate();
    }

    private static void copyActive() throws IOException {
        Path copy = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
        try (Stream<Path> files = Files.list(Path.of("config/mappings"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        // Other files than before, for nothing begins anew with the same ones.
        Files.writeString(copy.resolve("identify.yaml"), "\n# " + copy.getFileName(), StandardOpenOption.APPEND);
        Path now = candidate;
        if (Files.exists(now)) {
            Files.move(now, folder.resolve(UUID.randomUUID().toString()));
        }
        Files.move(copy, now);
    }

    @Test
    void theSameFilesGiveTheSameResults() {
        order("\"total\": 10, \"order_id\": \"o-1\"");
        post("/v1/identify", "{\"userId\": \"u-1\", \"traits\": {\"plan\": \"pro\"}}");
        order("\"total\": \"ten\"");

        await().until(() -> report().path("compared").asInt() == 3);
        JsonNode report = report();
        assertThat(report.path("same").asInt()).isEqualTo(3);
        assertThat(report.path("different").asInt()).isZero();
        assertThat(report.path("differences").size()).isZero();
    }

    @Test
    void whatDiffersIsCountedByFileAndFieldWithAnExampleAndNothingOfItIsSent(CapturedOutput output) throws IOException {
        edit(
                "conversion.yaml",
                text -> text.replace("send: conversion", "send: order").replace("as: money", "as: number"));

        String first = order("\"total\": 10.5, \"order_id\": \"secret-7351\"");
        order("\"total\": 11.5, \"order_id\": \"secret-7352\"");

        await().until(() -> report().path("compared").asInt() == 2);
        JsonNode ways = report().at("/differences/conversion");
        assertThat(ways.size()).isEqualTo(2);
        assertThat(ways.path("event name"))
                .isEqualTo(Http.json("{\"count\": 2, \"example\": \"%s\"}".formatted(first)));
        assertThat(ways.at("/data.cart_value changed/count").asInt()).isEqualTo(2);
        await().until(() -> extole.events().size() == 2);
        assertThat(extole.eachEvents("/event_name")).containsOnly("conversion");
        assertThat(report().toString()).doesNotContain("secret-");
        assertThat(output.getAll()).doesNotContain("secret-");
        assertThat(counted("different")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatOnlyOneOfThemSendsIsToldApart() throws IOException {
        edit("conversion.yaml", text -> text.replace("Order Completed", "Order Finished"));

        order("\"total\": 10, \"order_id\": \"o-2\"");
        order("\"total\": \"much\"");

        await().until(() -> report().path("compared").asInt() == 2);
        assertThat(report().at("/differences/conversion/event name/count").asInt())
                .isEqualTo(1);
        assertThat(report().at("/differences/conversion/refused -> sent/count").asInt())
                .isEqualTo(1);
    }

    @Test
    void anEventThatWaitsForExtoleIsComparedOnce() {
        extole.fault("{\"next\": 4, \"status\": 503}");

        order("\"total\": 10, \"order_id\": \"o-3\"");

        await().until(() -> extole.events().size() == 1);
        assertThat(extole.requests()).hasSize(5);
        await().until(() -> report().path("compared").asInt() > 0);
        assertThat(report().path("compared").asInt()).isEqualTo(1);
    }

    @Test
    void mistakesOfACandidateAreShownAndHarmNobody() throws IOException {
        edit("conversion.yaml", text -> text.replace("as: money", "as: amount"));
        assertThat(report().path("state").asText()).isEqualTo("mistakes");

        order("\"total\": 10, \"order_id\": \"o-4\"");

        await().until(() -> extole.events().size() == 1);
        await().until(() -> report().path("notCompared").asInt() == 1);
        assertThat(report().path("mistakes").get(0).asText()).contains("conversion.yaml:", "'amount'");
        assertThat(application.health("shadow").path("status").asText()).isEqualTo("UP");
        assertThat(application.health("shadow").at("/details/mistakes/0").asText())
                .contains("conversion.yaml:");
        assertThat(command()).contains("Nothing is compared", "'amount'");
    }

    @Test
    void theCommandPrintsATable() throws IOException {
        edit("conversion.yaml", text -> text.replace("send: conversion", "send: order"));
        String id = order("\"total\": 10, \"order_id\": \"o-5\"");
        await().until(() -> report().path("compared").asInt() == 1);

        assertThat(command())
                .contains("1 compared, 0 same, 1 different, 0 not compared.")
                .containsPattern("mapping +difference +events +example")
                .containsPattern("conversion +event name +1 +" + id);
    }

    private static void edit(String file, UnaryOperator<String> edit) throws IOException {
        String text = Files.readString(candidate.resolve(file));
        String edited = edit.apply(text);
        assertThat(edited).isNotEqualTo(text);
        write(file, edited);
        take();
    }

    private static void write(String file, String text) throws IOException {
        Path whole = Files.writeString(folder.resolve("whole"), text);
        Files.move(whole, candidate.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String order(String properties) {
        String id = UUID.randomUUID().toString();
        post("/v1/track", """
                {"userId": "u-1", "messageId": "%s", "event": "Order Completed", "properties": {%s}}""".formatted(id, properties));
        return id;
    }

    private static void post(String path, String body) {
        assertThat(application.post(path, body).statusCode()).isEqualTo(200);
    }

    private static JsonNode report() {
        return Http.json(application.management("/actuator/shadow"));
    }

    private static String command() throws IOException {
        Path log = folder.resolve(UUID.randomUUID() + ".log");
        try (CommandProcess process = CommandProcess.ask(application.management(""), log, "128m", "shadow")) {
            assertThat(process.exitCode()).isZero();
            return Files.readString(log);
        }
    }

    private static double counted(String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_shadow_total{")
                        && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
