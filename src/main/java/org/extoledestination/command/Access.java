package org.extoledestination.command;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Supplier;
import org.extoledestination.command.Token.Found;

/**
 * How the management port of an instance is asked.
 *
 * @param address without a path
 * @param token what opens it
 */
record Access(URI address, Found token) {

    HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** A request with what every request needs; the instance wants the type of JSON where there is no body too. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        token.value().ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    /** Why the instance answered 401: it has its own words, unless no token could be sent. */
    String refused(Supplier<String> answer) {
        return token.value().isPresent()
                ? "The instance at " + address + " does not take the token in " + token.file() + ". " + answer.get()
                : token.complaint();
    }
}
