package org.extoledestination.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Gives the database of a stopped application a past: rows as if they had come over months. */
final class Seed {

    private Seed() {}

    static void rows(Options options, Work work, Path data, int ids, int letters) {
        Path libraries = Extracted.of(options).resolveSibling("lib");
        try (Stream<Path> jars = Files.list(libraries)) {
            Path h2 = jars.filter(jar -> jar.getFileName().toString().startsWith("h2-"))
                    .findFirst()
                    .orElseThrow(() -> new BenchException("There is no H2 in " + libraries));
            String classPath = System.getProperty("java.class.path") + ":" + h2;
            Process seed = new ProcessBuilder(List.of(
                            options.java,
                            "-Xmx512m",
                            "-cp",
                            classPath,
                            Seed.class.getName(),
                            data.toString(),
                            String.valueOf(ids),
                            String.valueOf(letters)))
                    .redirectErrorStream(true)
                    .start();
            work.note(seed);
            String said = new String(seed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (seed.waitFor() != 0) {
                throw new BenchException("The database cannot be given a past. If its tables have changed, change"
                        + " Seed.java too. It said: " + said);
            }
        } catch (IOException e) {
            throw new BenchException("The database cannot be given a past", e);
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    public static void main(String[] arguments) throws SQLException {
        String url = "jdbc:h2:file:" + arguments[0]
                + "/database/extole-destination;IFEXISTS=TRUE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        try (Connection database = DriverManager.getConnection(url, "extole", "");
                Statement statement = database.createStatement()) {
            statement.execute("INSERT INTO delivered_ids (id, delivered_at) SELECT 'segment:' || RANDOM_UUID(),"
                    + " CURRENT_TIMESTAMP FROM SYSTEM_RANGE(1, " + arguments[1] + ")");
            statement.execute("INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason,"
                    + " detail, since, state_since) SELECT 'segment', RANDOM_UUID(), 'track', 'Order Completed',"
                    + " RAWTOHEX(HASH('SHA-256', CAST(RANDOM_UUID() AS VARCHAR))), REPEAT('x', 1400), 'refused',"
                    + " 'seeded by the bench', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"
                    + " FROM SYSTEM_RANGE(1, " + arguments[2] + ")");
            statement.execute("SHUTDOWN");
        }
    }
}
