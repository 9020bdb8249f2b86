package org.extoledestination.gate.idempotent;

import java.nio.file.Path;
import org.extoledestination.platform.database.DurableWrites;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseIdsTest extends DeliveredIdsRules {

    @Override
    IdStore open(Path folder) {
        JdbcClient database = database(folder);
        return new DatabaseIds(database, new DurableWrites(database, true), REMEMBER, clock);
    }
}
