package org.extoledestination.support;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A PostgreSQL server for tests of statements, behind a pool as in the application: a connection costs more than they do. */
public final class Postgres implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final HikariDataSource pool = new HikariDataSource();

    /** Starts it with its files under {@code folder}, and settings of the server as {@code key=value}. */
    public Postgres(Path folder, String... settings) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(folder);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            builder.setServerConfig(setting.substring(0, equals), setting.substring(equals + 1));
        }
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pool.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        pool.setUsername("postgres");
        pool.setPassword("postgres");
    }

    /** The pool, which nobody else closes: JUnit closes the arguments of a test that can be closed. */
    public DataSource source() {
        return new DelegatingDataSource(pool);
    }

    @Override
    public void close() {
        pool.close();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
