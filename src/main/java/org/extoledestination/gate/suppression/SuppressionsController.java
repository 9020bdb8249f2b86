package org.extoledestination.gate.suppression;

import jakarta.validation.Valid;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.extoledestination.event.Person;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * {@code /actuator/suppressions} on the management port. A person is named by fingerprint, so that neither address lines
 * nor access logs say who it is.
 */
@ManagementController(id = "suppressions")
record SuppressionsController(Suppressions suppressions) {

    private static final int LARGEST_LIMIT = 10_000;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** How many are listed, and not more than {@value #LARGEST_LIMIT}. */
    record Wanted(
            @DefaultValue("100") @Range(min = 1, max = Integer.MAX_VALUE, message = Problem.RANGE)
            int limit) {}

    /**
     * The answer to {@code GET}.
     *
     * @param total how many there are
     * @param suppressions the latest of them
     */
    record Listing(long total, List<Suppression> suppressions) {}

    /**
     * The answer to {@code POST} and {@code DELETE}.
     *
     * @param changed false if it was so already
     */
    record Change(boolean changed) {}

    @GetMapping
    Listing list(@Valid Wanted wanted) {
        List<Suppression> latest = suppressions.list(Math.min(wanted.limit(), LARGEST_LIMIT));
        Audit.note("shown", latest.size());
        return new Listing(suppressions.count(), latest);
    }

    @PostMapping("/{person}")
    Change add(@PathVariable String person) {
        return change(person, suppressions::add);
    }

    @DeleteMapping("/{person}")
    Change remove(@PathVariable String person) {
        return change(person, suppressions::remove);
    }

    private static Change change(String fingerprint, Predicate<Person> change) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "Name the person by fingerprint: the SHA-256, 64 hexadecimal digits, of 'user:' and the user id, or"
                            + " of 'email:' and the e-mail address in lower case.");
        }
        boolean changed = change.test(new Person(fingerprint));
        Audit.note("changed", changed);
        return new Change(changed);
    }
}
