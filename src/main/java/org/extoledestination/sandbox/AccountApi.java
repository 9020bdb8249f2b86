package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a token what it is good for; used to test a connection. */
final class AccountApi {
    private static final String CLIENT_ID = "1000000000";
    private static final int ONE_YEAR = 31_536_000;

    @JsonPropertyOrder({"access_token", "client_id", "expires_in", "identity_id", "person_id", "scopes", "type"})
    private record Token(
            @Nullable String accessToken,
            String clientId,
            int expiresIn,
            String identityId,
            String personId,
            List<String> scopes,
            String type) {}

    @JsonPropertyOrder({"user_id", "email", "client_id", "properties", "intercom_user_hash"})
    private record Me(
            String userId,
            String email,
            String clientId,
            Map<String, String> properties,
            @Nullable String intercomUserHash) {}

    private final Access access;
    private final String userId = Ids.next();

    AccountApi(Access access) {
        this.access = access;
    }

    Object token(World world, Call call) {
        String token = Access.token(call);
        List<String> scopes = token == null ? List.of() : List.copyOf(access.scopes(token));
        return new Token(token, CLIENT_ID, ONE_YEAR, userId, userId, scopes, "MANAGED");
    }

    Object me(World world, Call call) {
        return new Me(userId, "sandbox@example.com", CLIENT_ID, Map.of(), null);
    }
}
