package org.extoledestination.gate.suppression;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.support.Persons;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** For tests of other packages: whether an event stays here once somebody is suppressed. */
public final class SuppressedPersons {

    private final Suppressions suppressions;

    public SuppressedPersons(Path folder) {
        DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(source).load().migrate();
        JdbcClient database = JdbcClient.create(source);
        suppressions = new Suppressions(
                Persons.KEYS,
                new SuppressionRows(database, new DurableWrites(database, false)),
                true,
                Clock.systemUTC());
    }

    /** As it comes to the router; {@code event} is what {@code segment} holds. */
    public boolean drops(Person suppressed, SegmentEvent segment, Map<String, Object> event) {
        suppressions.add(suppressed);
        boolean drops = drops(segment, event);
        suppressions.remove(suppressed);
        return drops;
    }

    /** Once the person of {@code deletion} was deleted. */
    public boolean dropsAfter(
            Map<String, Object> deletion, Person of, SegmentEvent segment, Map<String, Object> event) {
        suppressions.afterDelete(deletion);
        boolean drops = drops(segment, event);
        suppressions.remove(of);
        return drops;
    }

    private boolean drops(SegmentEvent segment, Map<String, Object> event) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        segment.headers().forEach(exchange.getMessage()::setHeader);
        // Whatever line it is in: what it says of its person decides.
        exchange.getMessage().setHeader(SegmentEvent.Header.PERSON, "of another line");
        exchange.getMessage().setBody(event);
        return suppressions.drop(exchange);
    }
}
