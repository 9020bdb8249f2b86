package org.extoledestination.gate.audience;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param byWriteKey whether a write key says so, which anybody may have who reads web pages
 */
record Assertion(
        Computation computation,
        Person person,
        Optional<Person> email,
        String id,
        String topic,
        String said,
        String content,
        Instant time,
        boolean byWriteKey) {

    /** The identities that it names, one or two. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(person.fingerprint());
        email.ifPresent(address -> names.add(address.fingerprint()));
        return names;
    }

    /** The same with what it is about. */
    Set<String> topics() {
        return names().stream().map(topic::concat).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether what was said then can be a later word than this: that of a write key is none to those who are trusted. */
    boolean heeds(LastState state) {
        return byWriteKey || !state.byWriteKey();
    }

    LastState asState() {
        return new LastState(id, said, content, time, byWriteKey);
    }
}
