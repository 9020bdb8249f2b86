package org.extoledestination.audience;

import java.time.Clock;
import java.util.Map;
import org.extoledestination.event.Person;
import org.extoledestination.support.Persons;

/** For tests of other packages: whose state an assertion is. */
public final class AssertedPersons {

    private AssertedPersons() {}

    public static Person of(Map<String, Object> event) {
        return new AssertionReader(Persons.KEYS, Clock.systemUTC())
                .read(event, "segment")
                .person();
    }
}
