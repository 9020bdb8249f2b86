package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What the routes of a folder would do is told by running them, as a team has written them. */
@Tag("slow")
class RehearsalTest {

    /** Each would send or take something, wherever it stands. */
    private static final String OTHER_WAYS = """
                - log: passed
                - to: log:passed
                - setHeader: { name: once, simple: "${header.segmentMessageId}" }
                - toD: "activemq:to-${header.segmentType}"
                - wireTap: { uri: activemq:tapped }
                - enrich: { constant: "http://127.0.0.1:1/enrich" }
                - pollEnrich: { constant: "activemq:polled", timeout: "100" }
                - recipientList: { constant: "activemq:listed", stopOnException: true }
                - doTry:
                    steps:
                      - throwException: { exceptionType: java.io.IOException, message: x }
                    doCatch:
                      - exception: [java.io.IOException]
                        steps:
                          - to: activemq:caught
                    doFinally:
                      steps:
                        - to: activemq:at-last
                - idempotentConsumer:
                    idempotentRepository: ofTheTeam
                    eager: false
                    simple: "${header.once}"
                    steps:
                      - to: activemq:new
        """;

    @TempDir
    private static Path folder;

    private static Application application;
    private static Path routes;

    @BeforeAll
    static void start() throws IOException {
        routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        String map = "        - bean: { ref: mapping, method: map }\n";
        edit("31-track.camel.yaml", map, map + "        - to: activemq:copies\n" + OTHER_WAYS);
        edit("31-track.camel.yaml", "- route:\n", """
                - beans:
                    - name: ofTheTeam
                      type: org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository
                - route:
                """);
        edit("21-router.camel.yaml", "in 'page,screen,group,alias'", "in 'screen,group,alias'");
        edit("21-router.camel.yaml", "ref: isOfNoUse", "simple: \"${header.segmentType} == 'group'\"");
        application = Application.start(
                URI.create("http://127.0.0.1:1"),
                folder.resolve("data"),
                "routes.folder=" + routes,
                "delivery.accounts[0].source=segment",
                "delivery.accounts[0].container=eu");
    }

    private static void edit(String file, String old, String by) throws IOException {
        Path path = routes.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, by));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static Rehearsal.Outcome rehearse(String json) {
        try {
            return application
                    .bean(Rehearsal.class)
                    .of(ArchiveReader.look(
                            json, "segment", 100_000, application.bean(PersonKeys.class), Clock.systemUTC()));
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Test
    void tellsWhatLeavesWithTheContainerOfTheAccountAndEachStepOfTheTeam() {
        for (int i = 0; i < 2; i++) {
            Rehearsal.Outcome outcome =
                    rehearse("{\"type\": \"track\", \"event\": \"Step\", \"messageId\": \"m\", \"userId\": \"u\"}");

            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.calls())
                    .extracting(Rehearsal.Call::endpoint)
                    .startsWith("activemq:copies", "activemq:to-${header.segmentType}", "activemq:tapped")
                    .contains("activemq:caught", "activemq:at-last")
                    .endsWith("activemq:new", "http://127.0.0.1:1/v6/async-events")
                    .hasSize(9);
            Rehearsal.Call last = outcome.calls().get(outcome.calls().size() - 1);
            assertThat(outcome.calls().subList(0, outcome.calls().size() - 1))
                    .allSatisfy(call -> assertThat(call.operation()).isEmpty());
            assertThat(last.operation()).isEqualTo("async-event");
            assertThat(last.path()).isEqualTo("/v6/async-events");
            assertThat(last.body())
                    .contains("\"event_name\":\"Step\"", "\"container\":\"eu\"", "\"partner_user_id\":\"u\"");
            assertThat(outcome.steps())
                    .extracting(Rehearsal.Step::route)
                    .containsSubsequence("router", "track", "unique", "delivery");
            assertThat(outcome.steps())
                    .allSatisfy(step -> assertThat(step.place()).matches("\\d\\d-[a-z-]+\\.camel\\.yaml:\\d+"));
        }
    }

    @Test
    void tellsWhyNothingLeaves() {
        assertThat(rehearse("{\"type\": \"group\", \"groupId\": \"g\", \"messageId\": \"m\", \"userId\": \"u\"}"))
                .satisfies(outcome -> assertThat(outcome.calls()).isEmpty())
                .satisfies(outcome -> assertThat(outcome.counted()).containsExactly("router.nothing"));
        assertThat(rehearse("{\"type\": \"track\", \"event\": \"Step\", \"messageId\": \"m\", \"userId\": \"u\","
                                + " \"integrations\": {\"All\": false}}")
                        .counted())
                .containsExactly("router.not-for-extole");
    }

    @Test
    void runsTheRouterAsTheTeamHasEditedIt() {
        assertThat(rehearse("{\"type\": \"page\", \"name\": \"Home\", \"messageId\": \"m\", \"userId\": \"u\"}")
                        .failure())
                .get()
                .asString()
                .contains("The router has no branch for this type of event");
    }

    @Test
    void tellsAFailureOfTheMapping() {
        assertThat(rehearse(
                                "{\"type\": \"track\", \"event\": \"Order Completed\", \"messageId\": \"m\", \"userId\": \"u\","
                                        + " \"properties\": {\"order_id\": \"A-1\", \"total\": \"much\"}}")
                        .failure())
                .containsInstanceOf(UnmappableEventException.class);
    }

    @Test
    void aDeletionIsOneRequestForEachKeyAndForgetsNobody() {
        Rehearsal.Outcome outcome = rehearse("{\"type\": \"delete\", \"messageId\": \"m\", \"userId\": \"u\","
                + " \"traits\": {\"email\": \"a@example.com\"}}");

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.calls()).extracting(Rehearsal.Call::path).containsOnly("/v4/erasures");
        assertThat(outcome.calls())
                .extracting(Rehearsal.Call::body)
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"partner_user_id\":\"u\""),
                        second -> assertThat(second).contains("a@example.com"));
    }

    @Test
    void anAssertionIsNewsHereHoweverOftenItIsRehearsed() {
        for (int i = 0; i < 2; i++) {
            List<Rehearsal.Call> calls = rehearse("""
                            {"type": "track", "event": "Audience Entered", "messageId": "m", "userId": "u",
                             "properties": {"audience_key": "vip", "vip": true},
                             "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}""").calls();
            assertThat(calls).hasSize(1);
        }
    }
}
