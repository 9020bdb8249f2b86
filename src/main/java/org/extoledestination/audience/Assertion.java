package org.extoledestination.audience;

import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;

/**
 * One thing that Engage says about one identity of a person.
 *
 * @param computation the audience or trait, and the value
 * @param person whose event it is, as the queue knows the person
 * @param email by e-mail, if the event names one beside another id
 * @param id what is asserted about which identity in which kind of call, without the value: assertions with the same id
 *     replace each other; a digest
 * @param topic what is asserted, whatever the identity and the kind of call; a digest
 * @param said the value; a digest
 * @param content everything that would be sent; a digest
 * @param time when it became so, to the microsecond, never in the future
 */
record Assertion(
        Computation computation,
        Person person,
        Optional<Person> email,
        String id,
        String topic,
        String said,
        String content,
        Instant time) {

    /** Whether this is of the same, in one of two identities that both name. */
    boolean isAbout(Assertion other) {
        return topic.equals(other.topic)
                && (names(other.person) || other.email.filter(this::names).isPresent());
    }

    private boolean names(Person each) {
        return person.equals(each) || email.filter(each::equals).isPresent();
    }

    LastState asState() {
        return new LastState(id, said, content, time);
    }
}
