package org.extoledestination.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Access control: the token of a request and its scopes. */
final class Access {
    private final Map<String, Set<String>> keys;

    Access(Map<String, Set<String>> keys) {
        this.keys = keys;
    }

    /** The token, once it is known and has the scope; a null scope asks for none. */
    String check(Call call, @Nullable String scope) {
        String token = token(call);
        if (token == null) {
            throw new Refusal(403, "missing_access_token", "No access token was sent.");
        }
        Set<String> scopes = keys.get(token);
        if (scopes == null || (scope != null && !scopes.contains(scope))) {
            throw new Refusal(403, "access_denied", "The access token does not allow this request.");
        }
        return token;
    }

    Set<String> scopes(String token) {
        return keys.getOrDefault(token, Set.of());
    }

    /** Query before header before cookie; of the header the last word, whatever the scheme says. */
    static @Nullable String token(Call call) {
        String parameter = call.query().getValue("access_token");
        if (parameter != null && !parameter.isBlank()) {
            return parameter;
        }
        String header = call.headers().get(HttpHeader.AUTHORIZATION);
        if (header != null && !header.isBlank()) {
            return header.strip().substring(header.strip().lastIndexOf(' ') + 1);
        }
        List<String> cookies = call.cookies("extole_token");
        return cookies.isEmpty() ? null : cookies.get(0);
    }
}
