package org.extoledestination.delivery.parameters;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A person for whom parameters wait.
 *
 * @param keys by what Extole knows the person
 * @param source whose latest event it was: decides the account
 * @param messageId the latest event
 * @param attempts how often Extole was asked in vain
 * @param begun how often it was taken into hand since that last came to an orderly end
 * @param tried how long it has been so, for reasons that are this person's own
 * @param lastAttempt when Extole was asked last
 * @param nextAttempt when the turn came that was taken
 */
record WaitingPerson(
        long id,
        Keys keys,
        String source,
        String messageId,
        int attempts,
        int begun,
        Duration tried,
        Instant lastAttempt,
        Instant nextAttempt) {

    /**
     * By what Extole finds a person; one of them is there.
     *
     * @param email its primary key, by which it also makes one
     * @param partnerUserId the sender's own id of the person
     */
    record Keys(Optional<String> email, Optional<String> partnerUserId) {

        boolean areNone() {
            return email.isEmpty() && partnerUserId.isEmpty();
        }

        /** They are personal data. */
        @Override
        public String toString() {
            return "Keys";
        }
    }
}
