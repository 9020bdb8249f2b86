package org.extoledestination.edit.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.extoledestination.platform.files.MistakesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Camel takes an unknown option of camel-http for a query parameter: these checks are ours. */
class EndpointOptionsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "to: http://x?conectTimeout=1",
                "to: { uri: \"http://x\", parameters: { conectTimeout: 1 } }",
                "to:\n    uri: \"{{address}}/y\"\n    parameters:\n      conectTimeout: 1",
                "toD: \"http://x/${body?.id}?conectTimeout=1\"",
                "toD: { uri: \"http://x/${body}\", parameters: { conectTimeout: \"${header.x}\" } }",
                "wireTap: { uri: \"https://x?conectTimeout=1\" }",
                "enrich: { constant: \"http://x?conectTimeout=1\" }",
                "enrich: { simple: \"http://x/${body}?conectTimeout=1\" }",
                "poll: { uri: \"http://x?conectTimeout=1\" }",
                "pollEnrich: { constant: \"http://x?conectTimeout=1\" }",
                "filter: { simple: \"${body}\", steps: [ { to: \"http://x?conectTimeout=1\" } ] }",
                "split: { simple: \"${body}\", steps: [ { to: \"http://x?conectTimeout=1\" } ] }",
                "doTry: { steps: [ { log: x } ], doFinally: { steps: [ { to: \"http://x?conectTimeout=1\" } ] } }",
                "choice: { when: [ { simple: \"${body}\", steps: [ { to: \"http://x?conectTimeout=1\" } ] } ] }",
                "choice: { when: [ { simple: \"${body}\", steps: [ { log: x } ] } ],"
                        + " otherwise: { steps: [ { to: \"http://x?conectTimeout=1\" } ] } }"
            })
    void aMisspeltOptionIsRefusedWhereverItStands(String step) {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            routes.set("address", "http://127.0.0.1:1").route("a", "- " + step);
            int line = 6 + (int) step.lines().count();

            assertThatExceptionOfType(MistakesException.class)
                    .isThrownBy(routes::load)
                    .withMessageStartingWith("1 mistake in the route files\n- a.camel.yaml:" + line + "  'http")
                    .withMessageContaining("has no option 'conectTimeout'. Did you mean 'connectTimeout'?");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "direct:a?blok=true",
                "timer:a?perod=1000",
                "activemq:a?concurentConsumers=1",
                "platform-http:/a?httpMethodRestict=POST"
            })
    void aMisspeltOptionOfFromIsRefused(String from) {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            routes.file("a.camel.yaml", """
                    - route:
                        id: a
                        description: d
                        from: { uri: "%s", steps: [ { log: x } ] }
                        errorHandler: { noErrorHandler: {} }
                    """.formatted(from));

            assertThatExceptionOfType(MistakesException.class)
                    .isThrownBy(routes::load)
                    .withMessageContaining("1 mistake")
                    .withMessageContaining("a.camel.yaml:4  ")
                    .withMessageContaining(
                            "has no option '" + from.replaceFirst(".*[?]", "").replaceFirst("=.*", ""));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "to: \"http://x?connectTimeout=1&responseTimeout=2&httpClient.redirectsEnabled=false\"",
                "to: \"http://x?authUsername=u&authPassword=RAW(a&b?c=d)\"",
                "to: { uri: \"http://x\", parameters: { throwExceptionOnFailure: false, httpMethod: POST } }",
                "toD: \"http://x/${header.a?.b}/${header.${body}}\"",
                "toD: \"${header.where}?connectTimeout=1\"",
                "to: \"activemq:queue:a?destination.consumer.exclusive=true\"",
                "to: \"activemq:a?deliveryPersistent=true&timeToLive=5\"",
                "to: \"log:a\""
            })
    void optionsThatExistPass(String step) {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            routes.route("a", "- " + step);

            assertThatCode(routes::load).doesNotThrowAnyException();
        }
    }

    @Test
    void methodsOfOnePathAreTwoPlaces() {
        RouteAddress get = address("platform-http:/a?httpMethodRestrict=GET");
        RouteAddress post = address("platform-http:/a?httpMethodRestrict=POST");

        assertThat(get.place()).isNotEqualTo(post.place());
        assertThat(address("activemq:queue:a?x=y").place())
                .isEqualTo(address("activemq:a").place());
    }

    private RouteAddress address(String uri) {
        try (RouteFolderInUse routes = new RouteFolderInUse(folder)) {
            return RouteAddress.of(uri, routes.file("x", "").context());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
