package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.support.Application;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Somebody at the console, with cookies as a browser keeps them; follows no redirect. */
final class Visitor {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final HttpClient client;
    private final Application application;

    Visitor(Application application) {
        this(application, new CookieManager());
    }

    Visitor(Application application, CookieManager cookies) {
        this.application = application;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .build();
    }

    /** The settings of one user, the {@code index}-th, whose password is the name with {@code -secret}. */
    static String[] user(int index, String name, String role) {
        String user = "management.console.users[" + index + "].";
        return new String[] {
            user + "name=" + name,
            user + "role=" + role,
            user + "password={bcrypt}" + new BCryptPasswordEncoder(4).encode(name + "-secret")
        };
    }

    HttpResponse<String> signIn(String name, String password) {
        return post("/console/login", Map.of("username", name, "password", password), csrf("/console/login"));
    }

    Visitor signedIn(String name) {
        HttpResponse<String> answer = signIn(name, name + "-secret");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return this;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(at(path)));
    }

    /** The status of a stream, which has no end. */
    int head(String path) {
        try {
            HttpResponse<java.io.InputStream> answer = client.send(
                    HttpRequest.newBuilder(at(path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a stream, as they come. */
    Stream<String> lines(String path) {
        try {
            HttpResponse<Stream<String>> answer =
                    client.send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** With the token of a page that holds a form. */
    HttpResponse<String> post(String path, Map<String, String> fields) {
        return post(path, fields, csrf());
    }

    HttpResponse<String> post(String path, Map<String, String> fields, String csrf, String... headers) {
        String form = fields.entrySet().stream()
                .map(each -> encoded(each.getKey()) + '=' + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form + "&csrf=" + encoded(csrf)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    String csrf() {
        return csrf(get("/console").statusCode() == 200 ? "/console" : "/console/login");
    }

    private String csrf(String path) {
        String page = get(path).body();
        Matcher field = CSRF.matcher(page);
        assertThat(field.find()).as(page).isTrue();
        return field.group(1);
    }

    URI at(String path) {
        return application.management(path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
