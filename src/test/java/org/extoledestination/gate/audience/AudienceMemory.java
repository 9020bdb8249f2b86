package org.extoledestination.gate.audience;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.Persons;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** For tests of other packages: under whom it is kept what Extole was told of an audience, and what a deletion leaves. */
public final class AudienceMemory {

    private static final Clock CLOCK = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    private final AssertionReader reader = new AssertionReader(Persons.KEYS, CLOCK);
    private final StateRows rows;
    private final AudienceStates states;

    public AudienceMemory(Path folder) {
        rows = Stored.rows(folder);
        states = new AudienceStates(
                reader,
                rows,
                new DurableWrites(JdbcClient.create(new DriverManagerDataSource()), false),
                new InitialSyncs(line -> {}),
                new Meters(new SimpleMeterRegistry()));
    }

    /** The fingerprints under which it is kept; none if nothing is asserted. */
    public Set<String> names(Map<String, Object> event, Person person) {
        return states.isAssertion(event) ? reader.read(event, "segment", person).names() : Set.of();
    }

    /** Whether nothing is left of the assertion once {@code deleted} is forgotten. */
    public boolean forgets(Map<String, Object> event, Person person, Person deleted, List<ExtoleRequest> erasures) {
        Assertion assertion = reader.read(event, "segment", person);
        rows.put(assertion, true);
        if (rows.find(assertion, CLOCK.instant()).isEmpty()) {
            throw new IllegalStateException("What was put is not found");
        }
        states.forget(deleted.fingerprint(), erasures);
        return rows.find(assertion, CLOCK.instant()).isEmpty();
    }
}
