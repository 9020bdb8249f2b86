package org.extoledestination.inhand;

import org.extoledestination.event.DeadLetterCause;

/** A message is not to be tried again. The message says why and what to do, and holds nothing of the event. */
public final class SetAsideException extends RuntimeException implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    /** The code of a message that was in hand at two abrupt ends. */
    public static final String ENDED_THE_PROCESS = "ended_the_process";

    /** The code of a message that an operator has parked. */
    public static final String PARKED = "parked_by_hand";

    private final String code;

    SetAsideException(Suspect suspect) {
        super(text(suspect));
        this.code = suspect.isParked() ? PARKED : ENDED_THE_PROCESS;
    }

    private static String text(Suspect suspect) {
        return suspect.isParked()
                ? "An operator has parked it with 'queue park'. It was not tried again. Replay it when the cause is mended."
                : "It was in hand at " + suspect.ends()
                        + " abrupt ends of the process, the second time alone, and was not"
                        + " tried again. See how the process ended (exit code, log, memory of the machine). Look at the"
                        + " size and shape of the event, mend the mapping or raise -Xmx, then replay it; else discard it.";
    }

    @Override
    public Text deadLetter() {
        return new Text(Reason.SET_ASIDE, code, String.valueOf(getMessage()));
    }
}
