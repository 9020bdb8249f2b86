package org.extoledestination.support;

import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.PersonSettings;
import org.springframework.boot.context.properties.bind.Binder;

/** Where events name their person, as long as nobody has set anything. */
public final class Persons {

    public static final PersonKeys KEYS = new PersonKeys(PersonSettings.of(new Binder()));

    private Persons() {}
}
