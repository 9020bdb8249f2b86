package org.extoledestination.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.extoledestination.delivery.DeliveryOutcome.Delivered;
import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Judges an answer of Extole's: by its code, then by its status. Where Extole's pages disagree about a status, the
 * code decides alike for both. Sources: Extole's "Common errors" and its OpenAPI descriptions.
 */
final class ExtoleAnswer {

    private static final Set<String> SET_UP = Set.of(
            "access_denied",
            "batch_job_unauthorized_scopes",
            "expired_access_token",
            "invalid_access_token",
            "invalid_credentials",
            "method_not_allowed",
            "method_not_found",
            "method_unauthorized",
            "missing_access_token",
            "no_call",
            "not_acceptable",
            "payment_required",
            "scopes_denied",
            "unsupported_media_type");

    private static final Set<String> BUSY =
            Set.of("audience_operation_another_operation_in_progress", "batch_job_locked", "too_many_requests");

    private static final Set<String> ABOUT_THE_EVENT =
            Set.of("audience_not_found", "data_not_found", "membership_not_found", "person_not_found");

    private static final String TOKEN = "check the token in EXTOLE_API_KEY (events, persons) and EXTOLE_ADMIN_API_KEY"
            + " (erasures), or in delivery.accounts if a source is named, and its scopes";
    private static final String UNPAID = "Extole says that the account is not paid or not provisioned: ask Extole";
    private static final String UNKNOWN_KIND =
            "Extole does not take this kind of request: report it to whoever maintains this installation";
    private static final String NOT_EXTOLE =
            "something other than Extole's API answers: check EXTOLE_EVENTS_URL and EXTOLE_API_URL";

    private static final String REDIRECTED =
            "the address moves requests elsewhere, and none follows: check EXTOLE_EVENTS_URL and EXTOLE_API_URL (https://,"
                    + " host, no path), and whether the login page of a proxy answers in Extole's place";
    private static final String WANTS_TLS =
            "check EXTOLE_EVENTS_URL and EXTOLE_API_URL: https:// for TLS, and the port";

    /** The result of a typo in a condition. */
    static final Misconfigured NOT_CALLED = new Misconfigured(
            new Fault(0, "no_call", Optional.empty()),
            "no branch of the choice in routes/40-delivery.camel.yaml is for this call, or a step there is missing: correct"
                    + " the file");

    /** The answers of various servers to plain HTTP at a TLS port, all with status 400. */
    private static final Pattern TLS_PORT = Pattern.compile(
            "(?i)plain http request was sent to https|speaking plain http|requires TLS|HTTP request to an HTTPS server");

    /** A proxy refused us before anything went to Extole. */
    static final String PROXY_LOGIN = "the proxy asks for a login: check EXTOLE_PROXY_USER and EXTOLE_PROXY_PASSWORD"
            + " (docs/tls.md). Basic and Digest are spoken, no other way to log in";

    private final Clock clock;

    ExtoleAnswer(Clock clock) {
        this.clock = clock;
    }

    DeliveryOutcome judge(int status, @Nullable String body, @Nullable String retryAfter) {
        if (status == 400
                && body != null
                && TLS_PORT.matcher(body).find()
                && json(body).isEmpty()) {
            Fault fault = new Fault(status, "wants_tls", Optional.empty());
            return new Misconfigured(fault, WANTS_TLS);
        }
        return judge(status, json(body), retryAfter, ExtoleAnswer::success);
    }

    /** The same for a call that reads: its success is whatever JSON was asked for. */
    DeliveryOutcome judgeRead(int status, Optional<JsonNode> json, @Nullable String retryAfter) {
        return judge(
                status,
                json,
                retryAfter,
                (code, read) ->
                        read.filter(JsonNode::isContainerNode).isPresent() ? new Delivered() : notExtoles(code));
    }

    private DeliveryOutcome judge(
            int status,
            Optional<JsonNode> json,
            @Nullable String retryAfter,
            BiFunction<Integer, Optional<JsonNode>, DeliveryOutcome> success) {
        if (status >= 200 && status <= 202) {
            return success.apply(status, json);
        }
        Fault fault = new Fault(status, code(status, json), text(json, "unique_id"));
        if (BUSY.contains(fault.code())) {
            return new Unavailable(fault, RetryAfter.parse(retryAfter, clock), false);
        }
        if (ABOUT_THE_EVENT.contains(fault.code())) {
            return new Refused(fault);
        }
        if (SET_UP.contains(fault.code())) {
            return new Misconfigured(fault, action(fault));
        }
        return byStatus(fault, retryAfter);
    }

    private DeliveryOutcome byStatus(Fault fault, @Nullable String retryAfter) {
        return switch (fault.status()) {
            case 408, 423, 425, 429 -> new Unavailable(fault, RetryAfter.parse(retryAfter, clock), false);
            case 400, 409, 410, 413, 414, 422 -> new Refused(fault);
            case 401, 402, 403, 404, 405, 406, 407, 415 -> new Misconfigured(fault, action(fault));
            default -> other(fault, retryAfter);
        };
    }

    private DeliveryOutcome other(Fault fault, @Nullable String retryAfter) {
        if (fault.status() >= 500) {
            boolean perhapsThisEvent = fault.status() == 500;
            return new Unavailable(fault, RetryAfter.parse(retryAfter, clock), perhapsThisEvent);
        }
        if (fault.status() >= 400) {
            return new Refused(fault);
        }
        return new Misconfigured(fault, action(fault));
    }

    /** A success counts only if it says what Extole says: anything else on the way could have answered. */
    private static DeliveryOutcome success(int status, Optional<JsonNode> json) {
        if (text(json, "event_id").isPresent() || text(json, "id").isPresent()) {
            return new Delivered();
        }
        Optional<String> erasure = text(json, "status");
        if (erasure.isPresent()) {
            return erasure.get().equals("FAILED")
                    ? new Unavailable(new Fault(status, "erasure_failed", Optional.empty()), Optional.empty(), true)
                    : new Delivered();
        }
        return notExtoles(status);
    }

    private static DeliveryOutcome notExtoles(int status) {
        Fault fault = new Fault(status, "not_extoles_answer", Optional.empty());
        return new Misconfigured(fault, action(fault));
    }

    /** Whether it concerns all requests, whichever others have passed: Extole asks for fewer, or names our set-up. */
    static boolean isForAll(Failed failed) {
        String code = failed.fault().code();
        return SET_UP.contains(code)
                || BUSY.contains(code)
                || (failed instanceof Unavailable unavailable
                        && !unavailable.perhapsThisEvent()
                        && (unavailable.fault().status() < 500
                                || unavailable.retryAfter().isPresent()));
    }

    private static String action(Fault fault) {
        return switch (fault.code()) {
            case "payment_required" -> UNPAID;
            case "method_not_allowed", "not_acceptable", "unsupported_media_type" -> UNKNOWN_KIND;
            case "method_not_found", "misrouted", "not_extoles_answer" -> NOT_EXTOLE;
            default -> SET_UP.contains(fault.code()) ? TOKEN : actionByStatus(fault.status());
        };
    }

    private static String actionByStatus(int status) {
        return switch (status) {
            case 401, 403 -> TOKEN;
            case 402 -> UNPAID;
            case 407 -> PROXY_LOGIN;
            case 405, 406, 415 -> UNKNOWN_KIND;
            default -> status >= 300 && status < 400 ? REDIRECTED : NOT_EXTOLE;
        };
    }

    private static String code(int status, Optional<JsonNode> json) {
        return text(json, "code").orElseGet(() -> status == 204 ? "misrouted" : "http_" + status);
    }

    private static Optional<String> text(Optional<JsonNode> json, String field) {
        return json.map(node -> node.path(field))
                .filter(node -> node.isTextual() || node.isIntegralNumber())
                .map(JsonNode::asText)
                .filter(text -> !text.isBlank())
                .map(Shown::id);
    }

    static Optional<JsonNode> json(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SegmentJson.plain().readTree(body));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
