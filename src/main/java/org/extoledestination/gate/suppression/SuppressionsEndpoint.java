package org.extoledestination.gate.suppression;

import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.extoledestination.event.Person;
import org.extoledestination.platform.management.Asked;
import org.extoledestination.platform.management.Audit;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * {@code /actuator/suppressions} on the management port. A person is named by fingerprint, so that neither address lines
 * nor access logs say who it is.
 */
@Endpoint(id = "suppressions")
record SuppressionsEndpoint(Suppressions suppressions) {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 10_000;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /**
     * What {@code GET} answers.
     *
     * @param total how many there are
     * @param suppressions the latest of them
     */
    record Listing(long total, List<Suppression> suppressions) {}

    /**
     * What {@code POST} and {@code DELETE} answer.
     *
     * @param changed false if it was so already
     */
    record Change(boolean changed) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Nullable String limit) {
        return answer(() -> {
            List<Suppression> latest = suppressions.list(Asked.limit(limit, DEFAULT_LIMIT, LARGEST_LIMIT));
            Audit.note("shown", latest.size());
            return new Listing(suppressions.count(), latest);
        });
    }

    @WriteOperation
    WebEndpointResponse<Object> add(@Selector String person) {
        return change(person, suppressions::add);
    }

    @DeleteOperation
    WebEndpointResponse<Object> remove(@Selector String person) {
        return change(person, suppressions::remove);
    }

    private static WebEndpointResponse<Object> change(String fingerprint, Predicate<Person> change) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            return problem(
                    400,
                    "Name the person by fingerprint: the SHA-256, 64 hexadecimal digits, of 'user:' and the user id, or"
                            + " of 'email:' and the e-mail address in lower case.");
        }
        return answer(() -> {
            boolean changed = change.test(new Person(fingerprint));
            Audit.note("changed", changed);
            return new Change(changed);
        });
    }
}
