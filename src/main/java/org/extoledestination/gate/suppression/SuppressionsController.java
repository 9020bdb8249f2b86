package org.extoledestination.gate.suppression;

import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
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
 * nor access logs say who it is. The console asks the same.
 */
@ManagementController(id = "suppressions")
public record SuppressionsController(Suppressions suppressions) {

    private static final int LARGEST_LIMIT = 10_000;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{12,64}");

    /** How many are listed, and not more than {@value #LARGEST_LIMIT}. */
    public record Wanted(
            @DefaultValue("100") @Range(min = 1, max = Integer.MAX_VALUE, message = Problem.RANGE)
            int limit) {}

    /**
     * The answer to {@code GET}.
     *
     * @param total how many there are
     * @param suppressions the latest of them
     */
    public record Listing(long total, List<Suppression> suppressions) {}

    /**
     * The answer to {@code POST} and {@code DELETE}.
     *
     * @param changed false if it was so already
     */
    public record Change(boolean changed) {}

    /** The latest first. */
    @GetMapping
    public Listing list(@Valid Wanted wanted) {
        List<Suppression> latest = suppressions.list(Math.min(wanted.limit(), LARGEST_LIMIT));
        Audit.note("shown", latest.size());
        return new Listing(suppressions.count(), latest);
    }

    /** Sends no event of this person from now on. */
    @PostMapping("/{person}")
    public Change add(@PathVariable String person) {
        return change(person, suppressions::add);
    }

    /** Lets events of this person pass again. */
    @DeleteMapping("/{person}")
    public Change remove(@PathVariable String person) {
        return change(person, suppressions::remove);
    }

    /** Whether this person is suppressed, as far as this instance knows. */
    public boolean has(String fingerprint) {
        return suppressions.has(person(fingerprint));
    }

    /**
     * The fingerprint of the one suppressed person that begins with these digits, by which a list shows them.
     *
     * @throws IllegalArgumentException if they are of several, or no digits
     */
    public Optional<String> of(String digits) {
        if (!DIGITS.matcher(digits).matches()) {
            throw new IllegalArgumentException(
                    "A person is named by 12 to 64 hexadecimal digits of the fingerprint. Nothing was done.");
        }
        List<Person> found = suppressions.beginningWith(digits);
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "These digits are of several persons. Type in the user id or the e-mail address. Nothing was done.");
        }
        return found.stream().map(Person::fingerprint).findFirst();
    }

    private static Change change(String fingerprint, Predicate<Person> change) {
        boolean changed = change.test(person(fingerprint));
        Audit.note("changed", changed);
        return new Change(changed);
    }

    private static Person person(String fingerprint) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "Name the person by fingerprint: the SHA-256, 64 hexadecimal digits, of 'user:' and the user id, or"
                            + " of 'email:' and the e-mail address in lower case.");
        }
        return new Person(fingerprint);
    }
}
