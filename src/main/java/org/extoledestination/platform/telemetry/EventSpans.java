package org.extoledestination.platform.telemetry;

import java.util.Optional;

/** Makes spans of what happens to events, where tracing is on. Nothing of it waits or throws. */
public interface EventSpans {

    /** An event comes in: its sender's trace goes on, or a new one begins. */
    TakenIn takeIn(Journey.Subject subject);

    /** An event is taken in hand by this thread, after it has waited. */
    InHand begin(Journey.Subject subject);

    /** An event at the door. */
    interface TakenIn {

        /** From where its trace goes on, as W3C {@code traceparent}. */
        String context();

        /** It is stored, or its sender hears that it is not. */
        void end(boolean isStored);
    }

    /** An event in hand. */
    interface InHand {

        /** A call begins; {@code account}: for which account at Extole, empty for the one of all others. */
        Call call(String call, String account);

        /** What the journey has come to. */
        void end(Journey journey);
    }

    /** A call to Extole. */
    interface Call {

        /** What goes along as header {@code traceparent}; empty if Extole is not to know. */
        Optional<String> header();

        /** {@code status} 0: there was no answer, for the reason {@code fault}. */
        void end(int status, String fault);
    }
}
