package org.extoledestination.edit.routes;

import org.extoledestination.platform.telemetry.Meters;

/** A bean that takes part in a {@link Rehearsal} by a copy of itself, which counts elsewhere and keeps nothing. */
public interface Rehearsable {

    /** The bean under this bean's name there. It works like this bean at the time of each call. */
    Object forRehearsal(Meters meters);
}
