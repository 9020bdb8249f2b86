package org.extoledestination.gate.idempotent;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers ids for {@code delivery.remember-ids}. Recorded ids are on disk when a method returns. When the store is
 * away, each method throws a {@link org.springframework.dao.DataAccessException} and can be called again.
 */
interface IdStore {

    /** Those of the given ids that are remembered. */
    Set<String> known(Collection<String> ids);

    /** Since when an id is remembered, if it is. */
    Optional<Instant> since(String id);

    /** Remembers ids from now on. One that is known already is no error. */
    void record(Collection<String> ids);

    /** Remembers one; false if it was known. Of several simultaneous calls one gets true. */
    boolean recordNew(String id);

    /** Forgets one; false if it was not known. */
    boolean forget(String id);

    void forgetAll();

    /** Makes room: gives back what the ids take that are too old. */
    void forgetOld();
}
