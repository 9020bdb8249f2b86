package org.extoledestination.delivery.parameters;

import java.time.Instant;
import java.util.List;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refused parameters, for operators: each one is counted, and logged once for each name and reason. */
record RefusedParameters(RefusedRows rows, Meters meters) {

    private static final Logger log = LoggerFactory.getLogger(RefusedParameters.class);

    /** Extole, or anybody on the way, does not take this parameter. */
    void add(String name, String code, String messageId, Instant now) {
        meters.count("parameters", "refused");
        String shown = ParameterName.shown(name);
        if (rows.add(shown, code, messageId, now)) {
            log.warn(
                    "A parameter was not written: {}. Drop it in its mapping, or mend its value. name={}, messageId={}."
                            + " Told once; /actuator/parameters counts",
                    Shown.id(code),
                    shown,
                    Shown.id(messageId));
        }
    }

    /** The parameter has waited too long; the caller reports the person. */
    void giveUp(String name, String code, String messageId, Instant now) {
        meters.count("parameters", "given-up");
        rows.add(ParameterName.shown(name), code, messageId, now);
    }

    List<RefusedParameter> list() {
        return rows.list();
    }
}
