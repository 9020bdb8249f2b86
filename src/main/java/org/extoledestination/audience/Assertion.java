package org.extoledestination.audience;

import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;

/**
 * One thing that Engage says about one identity of a person.
 *
 * @param computation the audience or trait, and the value
 * @param person by user id, else by e-mail, else by anonymous id
 * @param email by e-mail, if the event names one beside a user id
 * @param id what is asserted about whom, without the value: assertions with the same id replace each other; a
 *     digest
 * @param content everything that would be sent; a digest
 * @param time when it became so, to the millisecond, never in the future
 */
record Assertion(
        Computation computation, Person person, Optional<Person> email, String id, String content, Instant time) {}
